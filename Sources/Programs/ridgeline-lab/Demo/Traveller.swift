import Encounters
import Fingerprint

/// A person at the reader, and what is peculiar about how he places his fingers.
struct Traveller: Sendable {
    enum Manner: String, Sendable, Codable {
        /// Each finger when it is asked for.
        case asAsked
        /// The first two fingers, each in the place of the other.
        case swapped
        /// The first finger once more where the second is asked for, and the second only when told.
        case repeated
        /// He does not have the last finger, as the officer declares.
        case missing
    }

    let person: DemoPrints.Person
    let manner: Manner
    /// By finger: the impressions that may be shown, in turn.
    let impressions: [[DemoPrints.Impression]]

    /// - Parameters:
    ///   - enrolled: by finger, what the centre has seen and nobody shows.
    ///   - start: which of the others comes first.
    init(
        _ person: DemoPrints.Person, _ manner: Manner = .asAsked, except enrolled: [String: DemoPrints.Impression],
        from start: Int
    ) {
        self.person = person
        self.manner = manner
        impressions = person.fingers.map { finger in
            let others = finger.impressions.filter { $0.name != enrolled[finger.name]?.name }
            return others.indices.map { others[($0 + start) % others.count] }
        }
    }

    /// - Parameters:
    ///   - step: which is asked for, by its place in the plan.
    ///   - times: how often it was shown before.
    ///   - last: what was shown last.
    func shows(step: Int, times: Int, last: DemoPrints.Impression?) -> DemoPrints.Impression {
        if manner == .repeated, step == 1, times == 0, let last { return last }
        let finger = impressions[manner == .swapped && step < 2 ? 1 - step : step]
        return finger[times % finger.count]
    }

    /// The place in the plan of what he does not have; nil where he has everything.
    var missing: Int? { manner == .missing ? person.fingers.count - 1 : nil }
}
