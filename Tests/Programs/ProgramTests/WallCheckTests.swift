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
        let finding = WallCheck(isUnderSystemd: isUnderSystemd, mounts: mounts).finding()
        #expect(finding.outcome == outcome)
        #expect((finding.code?.rawValue == "wall.open") == (outcome == .warning))
    }
}
