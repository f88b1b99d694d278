internal import Encounters
package import Ground
internal import Identification
package import Station

/// What a traveller's hand does on one reader, screen by screen, from the first finger of an encounter to its end.
///
///     var placing = Placing()
///     switch placing.act(on: screen) {
///     case .place(let step, let number): try await kiosk.place(picture(of: step, number))
///     case .lift: try await kiosk.lift()
///     case .wait, .over: break
///     }
package struct Placing: Sendable {
    package enum Act: Sendable, Equatable {
        case wait
        /// Place what the step asks for: its place in the plan, and how often it was placed before.
        case place(step: Int, times: Int)
        case lift
        /// The encounter has ended and the glass is free.
        case over
    }

    /// What tells one moment of an encounter from the next.
    private struct Moment: Equatable {
        let stage: Stage
        let steps: [StepReport]?

        init(_ screen: Screen) { (stage, steps) = (screen.stage, screen.encounter?.steps) }
    }

    /// The encounter that is followed; nil before it began.
    package private(set) var correlation: UUIDv7?
    /// How it ended: a verdict, or unfinished; nil before.
    package private(set) var end: Stage?
    /// What was shown when the finger was placed that lies on the glass; nil where none does.
    private var placed: Moment?
    private var times: [Int: Int] = [:]

    /// - Parameter correlation: the encounter, where it has begun already; it may be over at the first screen. Nil for the
    ///   first one that is seen under way.
    package init(of correlation: UUIDv7? = nil) { self.correlation = correlation }

    package mutating func act(on screen: Screen) -> Act {
        if end != nil { return screen.isFingerOn ? .wait : .over }
        if correlation == nil { correlation = screen.encounter?.correlation }
        if let placed { return lift(screen, placed) }
        if let correlation, screen.stage.correlation == correlation, hasEnded(screen) {
            end = screen.stage
            return screen.isFingerOn ? .wait : .over
        }
        return place(screen)
    }

    private mutating func lift(_ screen: Screen, _ placed: Moment) -> Act {
        guard Moment(screen) != placed else { return .wait }
        switch screen.stage {
        case .retry: break
        // A finger that the station has not seen yet lies there for the step that it now asks for.
        case .awaiting: guard screen.isFingerOn else { return .wait }
        case .verdict, .unfinished: end = screen.stage
        case .idle, .capturing, .searching: return .wait
        }
        self.placed = nil
        return .lift
    }

    /// The finger is placed once, when the station can see it.
    private mutating func place(_ screen: Screen) -> Act {
        guard !screen.isFingerOn, screen.reader.isWorking else { return .wait }
        let step: Int
        if let encounter = screen.encounter {
            guard let next = encounter.steps.firstIndex(where: { $0.state == .open && $0.kind == .finger })
            else { return .wait }
            step = next
        } else {
            guard correlation == nil else { return .wait }
            step = 0
        }
        placed = Moment(screen)
        defer { times[step, default: 0] += 1 }
        return .place(step: step, times: times[step, default: 0])
    }

    private func hasEnded(_ screen: Screen) -> Bool {
        switch screen.stage {
        case .verdict, .unfinished: true
        case .idle, .awaiting, .capturing, .retry, .searching: false
        }
    }
}
