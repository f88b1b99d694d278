/// One value of a metadata file. Canonical JSON has no fractions, so a number is an integer.
///
/// Decoders of the standard library lose what a signature needs: unknown members, and a refusal of doubled ones.
enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case string(String)
    case array([JSONValue])
    case object([ExactText: JSONValue])

    var string: String? { if case .string(let value) = self { value } else { nil } }
    var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    var object: [ExactText: JSONValue]? { if case .object(let value) = self { value } else { nil } }
}
