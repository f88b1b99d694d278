import ArgumentParser
import DeviceIdentity
import Ground

/// The users that the state directory's folders are given to.
struct OwnerOptions: ParsableArguments {
    @Option(help: "The user that ridgelined runs as, by name or number; needs root.")
    var stationUser: String?

    @Option(help: "The user that ridgeline-link runs as.")
    var linkUser: String?

    @Option(help: "The group of both, which reads what they hand each other.")
    var group = "ridgeline"

    func validate() throws {
        guard (stationUser == nil) == (linkUser == nil) else {
            throw ValidationError("give both --station-user and --link-user, or neither")
        }
    }

    /// nil where one user is to run both daemons, as in a try-out.
    ///
    /// - Throws: ``Fault`` `state.user`.
    func owners() throws(Fault) -> StateOwners? {
        guard let stationUser, let linkUser else { return nil }
        return try StateOwners(station: stationUser, link: linkUser, group: group)
    }
}
