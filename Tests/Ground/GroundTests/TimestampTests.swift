import Foundation
import Ground
import Testing

@Suite("Timestamp")
struct TimestampTests {
    // Seconds from `date -u -d TEXT +%s`.
    @Test(
        "A moment has one text",
        arguments: [
            ("1970-01-01T00:00:00.000Z", 0), ("2000-02-29T12:34:56.789Z", 951_827_696_789),
            ("2026-12-31T23:59:59.999Z", 1_798_761_599_999), ("2100-03-01T00:00:00.001Z", 4_107_542_400_001),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)])
    func canonical(text: String, milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
        #expect(Timestamp(milliseconds: milliseconds).description == text)
    }

    @Test(
        "Any other text is refused",
        arguments: [
            "", "2026-01-31T23:59:59Z", "2026-02-30T00:00:00.000Z", "2026-13-01T00:00:00.000Z",
            "2026-01-31T24:00:00.000Z", "2026-01-31t23:59:59.123Z", "2026-01-31T23:59:59.123+",
            "1969-12-31T23:59:59.999Z",
            "2026-01-31T23:59:60.000Z", "ÿÿÿÿ-01-31T23:59:59Z",
        ])
    func refused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("Dates outside the calendar are brought into it", arguments: [Double.nan, -1e300, 1e300, .infinity])
    func bounded(seconds: Double) {
        let time = Timestamp(Date(timeIntervalSince1970: seconds))
        #expect(Timestamp(time.description) == time)
    }
}
