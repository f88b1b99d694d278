import Foundation
import Ground

/// Whether systemd keeps the station from the network, as its unit says (`IPAddressDeny=`): that takes control groups of
/// version 2, and where they are missing systemd goes on without a word. Root tries it from the station's own group.
struct WallCheck {
    /// Where systemd has them, alone or beside those of version 1.
    private static let places = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]

    private let isUnderSystemd: Bool
    private let mounts: String
    private let isRoot: Bool
    private let group: URL?
    private let probe: (URL) -> WallProbe.Answer

    /// - Parameters:
    ///   - isUnderSystemd: as sd_booted(3) finds it.
    ///   - mounts: the text of `/proc/self/mountinfo` (proc(5)).
    ///   - group: of the running station; nil where there is none.
    ///   - probe: tries to send from a group.
    init(
        isUnderSystemd: Bool = FileManager.default.fileExists(atPath: "/run/systemd/system"),
        mounts: String = KernelText.read("/proc/self/mountinfo") ?? "", isRoot: Bool = geteuid() == 0,
        group: URL? = runningGroup, probe: @escaping (URL) -> WallProbe.Answer = WallProbe.ask
    ) {
        (self.isUnderSystemd, self.mounts) = (isUnderSystemd, mounts)
        (self.isRoot, self.group, self.probe) = (isRoot, group, probe)
    }

    /// Of the unit, while it runs.
    private static var runningGroup: URL? {
        places.map { URL(filePath: "\($0)/system.slice/ridgelined.service") }.first {
            FileManager.default.fileExists(atPath: $0.appending(path: "cgroup.procs").path)
        }
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
        let able = "systemd can keep the station from the network (control groups of version 2)"
        guard isRoot else { return Finding("wall", .good, "\(able); not tried, which only root can") }
        guard let group else {
            return Finding(
                "wall", .good, "\(able); not tried, as ridgelined.service does not run: start it, do this again")
        }
        switch probe(group) {
        case .held: return Finding("wall", .good, "a packet from the station's control group was held back")
        case .left:
            return Finding(
                "wall", .warning,
                "a packet from the station's control group was not held back: nothing but its own code keeps the station from "
                    + "the network; look for IPAddressDeny= in: systemctl cat ridgelined",
                code: .wallOpen)
        case .unknown:
            return Finding("wall", .good, "\(able); not tried, as there is no network or the group cannot be entered")
        }
    }

    private var hasGroups: Bool {
        mounts.split(whereSeparator: \.isNewline).contains { line in
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields.firstIndex(of: "-"), fields.count > dash + 1 else { return false }
            return Self.places.contains(String(fields[4])) && fields[dash + 1] == "cgroup2"
        }
    }
}
