internal import Foundation

/// Something is wrong with the device, its data or its surroundings: for the technician.
///
/// The other family is ``Retry``, for the traveller; they are never mixed.
/// Two faults are equal when their codes are: tests ask for the code, people read the message.
public struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, as a stable dotted word such as `list.rollback`; documented in docs/faults.md.
    ///
    /// Each target names its codes in its `FaultCodes.swift`; a literal elsewhere does not compile.
    public struct Code: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        /// For the registries, and for codes that another program sent.
        public init(_ rawValue: String) { self.init(rawValue: rawValue) }
        public var description: String { rawValue }
    }

    public let code: Code
    /// Names the thing that is wrong and tells the reader what to do next.
    public let message: String
    /// The error underneath, where there is one.
    public let cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public static func == (left: Fault, right: Fault) -> Bool { left.code == right.code }

    /// Whether it tells a reader nothing that the other did not: code and message are the same. Equality asks for the code
    /// alone, and would pass over that the trouble is another one now.
    public func repeats(_ other: Fault) -> Bool { code == other.code && message == other.message }

    /// The message, its code, and the causes below it, on one line.
    public var description: String {
        let own = "\(message) [\(code)]"
        guard let cause else { return own }
        return "\(own): \(Self.text(of: cause))"
    }

    /// What Foundation has met says the system's own reason, and no more.
    private static func text(of cause: any Error) -> String {
        guard let error = cause as? CocoaError else { return "\(cause)" }
        guard let below = error.userInfo[NSUnderlyingErrorKey] as? POSIXError else { return error.localizedDescription }
        return String(cString: strerror(below.code.rawValue))
    }
}
