import Foundation
import Ground

/// Whether systemd can keep the station from the network, as its unit says (`IPAddressDeny=`): that takes control groups of
/// version 2, and where they are missing systemd goes on without a word.
struct WallCheck {
    /// Where systemd has them, alone or beside those of version 1.
    private static let places = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]

    private let isUnderSystemd: Bool
    private let mounts: String

    /// - Parameters:
    ///   - isUnderSystemd: as sd_booted(3) finds it.
    ///   - mounts: the text of `/proc/self/mountinfo` (proc(5)).
    init(
        isUnderSystemd: Bool = FileManager.default.fileExists(atPath: "/run/systemd/system"),
        mounts: String = KernelText.read("/proc/self/mountinfo") ?? ""
    ) {
        (self.isUnderSystemd, self.mounts) = (isUnderSystemd, mounts)
    }

    func finding() -> Finding {
        guard isUnderSystemd else {
            return Finding(
                "wall", .skipped, "no systemd here: nothing but its own code keeps the station from the network")
        }
        guard hasGroups else {
            return Finding(
                "wall", .warning,
                "systemd cannot enforce IPAddressDeny= here: nothing but its own code keeps the station from the network; "
                    + "start the machine with control groups of version 2 (systemd.unified_cgroup_hierarchy=1)",
                code: .wallOpen)
        }
        return Finding("wall", .good, "systemd can keep the station from the network (control groups of version 2)")
    }

    private var hasGroups: Bool {
        mounts.split(whereSeparator: \.isNewline).contains { line in
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields.firstIndex(of: "-"), fields.count > dash + 1 else { return false }
            return Self.places.contains(String(fields[4])) && fields[dash + 1] == "cgroup2"
        }
    }
}
