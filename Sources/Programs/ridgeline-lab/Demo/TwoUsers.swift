import CommandSupport
import DeviceIdentity
import Foundation

/// The users that station and link run as on a device; the demo has them too where it is run as root.
struct TwoUsers {
    /// Nobody on this machine need have these numbers.
    private static let owners = StateOwners(station: 61_001, link: 61_002, group: 61_000)

    private let owners: StateOwners

    /// - Parameter work: the demo's folder.
    /// - Returns: nil where this is not root, or where other users cannot reach the programs.
    init?(work: URL) {
        guard geteuid() == 0 else { return nil }
        var folders = [work.deletingLastPathComponent(), OwnFolder.program("ridgelined")]
        while let last = folders.last, last.path != "/" { folders.append(last.deletingLastPathComponent()) }
        let isReachable = folders.allSatisfy { folder in
            let mode = try? FileManager.default.attributesOfItem(atPath: folder.resolvingSymlinksInPath().path)
            return (mode?[.posixPermissions] as? Int ?? 0) & 0o001 != 0
        }
        guard isReachable else { return nil }
        owners = Self.owners
        try? FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: work.path)
    }

    /// For `ridgeline provision`.
    var options: [String] {
        ["--station-user", "\(owners.station)", "--link-user", "\(owners.link)", "--group", "\(owners.group)"]
    }

    /// The same program as its own user, without any of root's powers.
    func launch(_ launch: Supervisor.Launch) -> Supervisor.Launch {
        let user: uid_t
        switch launch.name {
        case "ridgelined": user = owners.station
        case "ridgeline-link": user = owners.link
        default: return launch
        }
        let options = [
            "--reuid=\(user)", "--regid=\(owners.group)", "--clear-groups", "--no-new-privs", "--bounding-set=-all",
        ]
        return Supervisor.Launch(
            name: launch.name, executable: URL(filePath: "/usr/bin/setpriv"),
            arguments: options + [launch.executable.path] + launch.arguments, environment: launch.environment,
            journal: launch.journal)
    }
}
