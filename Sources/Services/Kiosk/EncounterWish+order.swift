internal import Encounters
internal import Ground
internal import Identification
internal import Station

extension EncounterWish {
    /// What it orders of the station that shows this screen.
    ///
    /// - Throws: ``Fault`` `encounter.underWay` for a second beginning, `encounter.over` for an encounter that is not the one
    ///   under way, `plan.unknown`, `plan.step`.
    func order(on screen: Screen) throws(Fault) -> OfficerOrder {
        if self.do == .begin {
            guard screen.encounter == nil else {
                throw Fault(
                    .encounterUnderWay,
                    "an encounter is under way; finish or cancel it, on the officer's page or with: "
                        + "ridgeline encounter --finish, or --cancel")
            }
            return .begin(try Plan(plan ?? ""))
        }
        guard let encounter = screen.encounter, encounter.correlation == correlation else {
            throw Fault(.encounterOver, "this encounter is not under way any more; look at the screen")
        }
        switch self.do {
        case .except: return .except(try step(of: encounter), try exception, of: encounter.correlation)
        case .finish: return .finish(encounter.correlation)
        case .begin, .cancel: return .cancel(encounter.correlation)
        }
    }

    private func step(of encounter: EncounterReport) throws(Fault) -> Step {
        guard let kind, let position,
            encounter.steps.contains(where: { $0.kind == kind && $0.position == position && $0.state == .open })
        else { throw Fault(.planStep, "name kind and position of a step that is still to be taken") }
        return Step(kind, position: position)
    }

    private var exception: CaptureException {
        get throws(Fault) {
            guard let reason, let isPermanent else {
                throw Fault(.planStep, "say why it cannot be taken: reason is XX, UP or SR, isPermanent true or false")
            }
            return CaptureException(reason, isPermanent: isPermanent)
        }
    }
}
