import Ground
import Identification

extension EncounterSearch {
    mutating func take(_ template: WipingBytes, kind: ModalityKind, position: UInt8) throws {
        take(try probe(template, kind: kind, position: position))
    }

    mutating func takeAside(_ template: WipingBytes, kind: ModalityKind) throws -> Bool {
        takeAside(try probe(template, kind: kind, position: 0))
    }

    func repeated(_ template: WipingBytes, kind: ModalityKind, atLeast score: Double) throws -> Int? {
        repeated(try probe(template, kind: kind, position: 0), atLeast: score)
    }
}
