import CommandSupport
import DeviceIdentity
import Foundation

/// The users that station and link run as on a device; the demo has them too where it is run as root.
struct TwoUsers {
    /// Nobody on this machine need have these numbers.
    private static let owners = StateOwners(station: 61_001, link: 61_002, group: 61_000)

    private let owners: StateOwners

    /// - Parameter work: the demo's folder.
    /// - Returns: nil where ``obstacle(to:)`` says why not.
    init?(work: URL) {
        guard Self.obstacle(to: work) == nil else { return nil }
        owners = Self.owners
        try? FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: work.path)
    }

    /// What keeps station and link from being two users, in words; nil where nothing does.
    static func obstacle(to work: URL) -> String? {
        guard geteuid() == 0 else { return "this is not root" }
        var folders = [work.deletingLastPathComponent(), OwnFolder.program("ridgelined")]
        while let last = folders.last, last.path != "/" { folders.append(last.deletingLastPathComponent()) }
        let closed = folders.first { folder in
            let mode = try? FileManager.default.attributesOfItem(atPath: folder.resolvingSymlinksInPath().path)
            return (mode?[.posixPermissions] as? Int ?? 0) & 0o001 == 0
        }
        return closed.map { "other users cannot reach \($0.path)" }
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
            "--inh-caps=-all",
        ]
        return Supervisor.Launch(
            name: launch.name, executable: URL(filePath: "/usr/bin/setpriv"),
            arguments: options + [launch.executable.path] + launch.arguments, environment: launch.environment,
            journal: launch.journal)
    }
}
