import Ground

/// What one check of the self-test has found.
struct Finding: Encodable, Sendable {
    enum Outcome: String, Encodable, Sendable { case good, warning, failed, skipped }

    let check: String
    let outcome: Outcome
    /// What is so, and for anything but good what to do about it.
    let says: String
    /// Of a fault.
    let code: Fault.Code?

    init(_ check: String, _ outcome: Outcome, _ says: String, code: Fault.Code? = nil) {
        (self.check, self.outcome, self.says, self.code) = (check, outcome, says, code)
    }

    /// Does a check whose fault is its finding.
    static func of(_ check: String, _ body: () async throws -> Finding) async -> Finding {
        do { return try await body() } catch let fault as Fault {
            return Finding(check, .failed, fault.message, code: fault.code)
        } catch { return Finding(check, .failed, "\(error); report this") }
    }
}
