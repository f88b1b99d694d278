import CaseMessages
import Foundation
import Ground
import Testing

@Suite("Batches of items")
struct ItemBatchTests {
    let batch = ItemBatch([
        .init(identifier: UUIDv7(), kind: 0, bytes: Data("a hit".utf8)),
        .init(identifier: UUIDv7(), kind: 2, bytes: Data()),
        .init(identifier: UUIDv7(), kind: 1, bytes: Data(count: 300)),
    ])

    @Test("What is written is read again, an empty batch too")
    func whole() throws {
        #expect(try ItemBatch(decoding: batch.encoded()) == batch)
        #expect(try ItemBatch(decoding: ItemBatch([]).encoded()) == ItemBatch([]))
    }

    @Test("A batch that is cut anywhere between two items' borders is refused")
    func truncated() throws {
        let data = batch.encoded()
        let borders: Set<Int> = [5, 5 + 21 + 5, 5 + 21 + 5 + 21]
        for count in 0..<data.count where !borders.contains(count) {
            #expect(throws: Fault(.init("batch.invalid"), "")) { try ItemBatch(decoding: data.prefix(count)) }
        }
    }

    @Test("Any flipped bit of a head is refused, or names another item, never a crash")
    func flipped() throws {
        let data = batch.encoded()
        for index in 0..<data.count {
            for bit in 0..<8 {
                var other = data
                other[other.startIndex + index] ^= 1 << bit
                #expect((try? ItemBatch(decoding: other)) != batch)
            }
        }
    }

    @Test("Too many items, too many bytes and bytes at the end are refused")
    func bounds() throws {
        let one = ItemBatch.Entry(identifier: UUIDv7(), kind: 0, bytes: Data())
        let most = ItemBatch(Array(repeating: one, count: ItemBatch.items))
        #expect(try ItemBatch(decoding: most.encoded()) == most)
        for wrong in [
            ItemBatch(most.entries + [one]).encoded(), most.encoded().dropLast(), batch.encoded() + [0],
            ItemBatch([.init(identifier: UUIDv7(), kind: 0, bytes: Data(count: ItemBatch.limit))]).encoded(),
        ] {
            #expect(throws: Fault(.init("batch.invalid"), "")) { try ItemBatch(decoding: wrong) }
        }
    }
}
