import Foundation
import Ground
import Testing

@testable import ridgeline

@Suite("The self-test's look at the wall")
struct WallCheckTests {
    /// Lines of proc(5), as Debian 12, Debian 10 and a container with version 1 alone have them.
    private static let unified =
        "31 24 0:27 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
    private static let old =
        "30 24 0:26 / /sys/fs/cgroup ro,nosuid shared:9 - tmpfs tmpfs ro,mode=755\n"
        + "33 30 0:29 / /sys/fs/cgroup/systemd rw,nosuid shared:11 - cgroup cgroup rw,name=systemd\n"
    private static let hybrid =
        old + "32 30 0:28 / /sys/fs/cgroup/unified rw,nosuid shared:10 - cgroup2 cgroup2 rw,nsdelegate\n"

    @Test(
        "finds that systemd can enforce it with control groups of version 2, and warns where it goes on without",
        arguments: [
            (true, unified, Finding.Outcome.good), (true, hybrid, .good), (true, old, .warning), (true, "", .warning),
            (true, "31 24 0:27 / /mnt rw - cgroup2 cgroup2 rw\n", .warning), (false, unified, .skipped),
        ])
    func outcome(isUnderSystemd: Bool, mounts: String, outcome: Finding.Outcome) {
        let finding = WallCheck(isUnderSystemd: isUnderSystemd, mounts: mounts, group: nil).finding()
        #expect(finding.outcome == outcome)
        #expect((finding.code?.rawValue == "wall.open") == (outcome == .warning))
    }

    @Test(
        "tries it from the group of the station that runs, and says where it has not",
        arguments: [
            (WallProbe.Answer.held, Finding.Outcome.good, "was held back"), (.left, .warning, "was not held back"),
            (.unknown, .good, "not tried"),
        ])
    func tried(answer: WallProbe.Answer, outcome: Finding.Outcome, says: String) {
        let group = URL(filePath: "/sys/fs/cgroup/system.slice/ridgelined.service")
        func check(isRoot: Bool, _ group: URL?) -> Finding {
            WallCheck(isUnderSystemd: true, mounts: Self.unified, isRoot: isRoot, group: group) { asked in
                #expect(isRoot && asked == group)
                return answer
            }.finding()
        }
        let finding = check(isRoot: true, group)
        #expect(finding.outcome == outcome && finding.says.contains(says))
        #expect((finding.code?.rawValue == "wall.open") == (outcome == .warning))
        for untried in [check(isRoot: false, group), check(isRoot: true, nil)] {
            #expect(untried.outcome == .good && untried.says.contains("not tried"))
        }
    }

    @Test("cannot try it from a group that is none")
    func noGroup() { #expect(WallProbe.send(from: "/nonexistent") == .unknown) }
}
