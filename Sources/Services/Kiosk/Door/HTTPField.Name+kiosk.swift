internal import HTTPTypes

/// Headers that the door and the events look at.
extension HTTPField.Name {
    /// A second `Host`: the first one is the request's authority.
    static let repeatedHost = plain("Host")
    static let fetchSite = plain("Sec-Fetch-Site")
    static let lastEventID = plain("Last-Event-ID")

    /// A name that stands in the program.
    private static func plain(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token, as RFC 9110 has it") }
        return name
    }
}
