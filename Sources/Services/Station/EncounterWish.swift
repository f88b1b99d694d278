package import Encounters
package import Ground
package import Identification

/// What an officer wants of an encounter, as the body of `POST /encounter` says it.
///
///     {"do": "begin", "plan": "two-index"}
///     {"do": "except", "correlation": …, "kind": "finger", "position": 7, "reason": "XX", "isPermanent": true}
///     {"do": "finish", "correlation": …}
///     {"do": "cancel", "correlation": …}
package struct EncounterWish: Codable {
    package enum Wish: String, Codable { case begin, except, finish, cancel }

    package let `do`: Wish
    package var plan: String?
    package var correlation: UUIDv7?
    package var kind: ModalityKind?
    package var position: UInt8?
    package var reason: CaptureException.Reason?
    package var isPermanent: Bool?

    package init(do wish: Wish, plan: Plan? = nil, of correlation: UUIDv7? = nil) {
        (self.do, self.plan, self.correlation) = (wish, plan?.description, correlation)
    }

    package init(except step: Step, _ exception: CaptureException, of correlation: UUIDv7) {
        self.init(do: .except, of: correlation)
        (kind, position) = (step.kind, step.position)
        (reason, isPermanent) = (exception.reason, exception.isPermanent)
    }
}
