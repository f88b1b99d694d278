internal import Encounters
internal import Ground
internal import Identification

/// The body of `POST /encounter`.
struct EncounterWish: Encodable {
    enum Wish: String, Encodable { case begin, except, finish, cancel }

    let `do`: Wish
    var plan: String?
    var correlation: UUIDv7?
    var kind: ModalityKind?
    var position: UInt8?
    var reason: CaptureException.Reason?
    var isPermanent: Bool?
}
