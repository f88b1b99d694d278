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

    @Test("Every millisecond of a second has its own text, in every year")
    func milliseconds() {
        for year in stride(from: 1970, through: 9970, by: 50) {
            let second = Int64(Double(year - 1970) * 31_556_952)
            for part in stride(from: Int64(0), to: 1000, by: 9) {
                let time = Timestamp(milliseconds: second * 1000 + part)
                #expect(Timestamp(time.description) == time)
            }
        }
    }

    // Of RFC 9110, section 5.6.7, the one form that servers may still send.
    @Test("An answer's date is read, and any other text is not")
    func http() {
        #expect(DateText.date(http: "Sun, 06 Nov 1994 08:49:37 GMT")?.timeIntervalSince1970 == 784_111_777)
        for text in ["", "Sun Nov  6 08:49:37 1994", "Sun, 32 Nov 1994 08:49:37 GMT", "06 Nov 1994"] {
            #expect(DateText.date(http: text) == nil)
        }
    }
}
