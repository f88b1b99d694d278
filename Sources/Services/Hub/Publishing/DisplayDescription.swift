internal import Foundation
internal import Ground
internal import Watchlist

/// What an officer is to see of a listed person, as the centre's own systems describe it in JSON.
struct DisplayDescription: Decodable {
    let name: String?
    /// `1970`, `1970-05` or `1970-05-31`.
    let birthDate: String?
    let nationalities: [String]?
    let sex: String?
    /// JPEG or PNG.
    let photograph: Data?

    private enum CodingKeys: String, CodingKey { case name, birthDate, nationalities, sex, photograph }

    init(from decoder: any Decoder) throws {
        let members = try decoder.members(CodingKeys.self)
        name = try members.decodeIfPresent(String.self, forKey: .name)
        birthDate = try members.decodeIfPresent(String.self, forKey: .birthDate)
        nationalities = try members.decodeIfPresent([String].self, forKey: .nationalities)
        sex = try members.decodeIfPresent(String.self, forKey: .sex)
        photograph = try members.base64(.photograph)
    }

    /// - Throws: ``Fault`` `hub.word`, `list.record` with whose it is.
    func data(of id: String) throws(Fault) -> DisplayData {
        var data = DisplayData(name: name ?? "", nationalities: nationalities ?? [])
        if let birthDate {
            data.birthDate = PartialDate(birthDate)
            guard data.birthDate != nil else {
                throw Fault(
                    .listRecord, "'\(birthDate.prefix(40))' of '\(id)' is no date like 1970, 1970-05 or 1970-05-31")
            }
        }
        if let sex { data.sex = try RecordDescription.word(sex) }
        data.photograph = photograph.map(WipingBytes.init)
        try data.check(of: id)
        return data
    }
}
