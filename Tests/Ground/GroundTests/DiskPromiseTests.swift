import Foundation
import Ground
import Testing

@Suite("The disk's promise")
struct DiskPromiseTests {
    /// From `mount -o data=writeback` and others on Debian 12.
    static let mounts = """
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
        30 22 8:2 / /var rw,relatime shared:9 - ext4 /dev/sda2 rw,data=writeback
        31 30 8:3 / /var/lib/ridgeline rw,relatime - ext4 /dev/sda3 rw
        32 22 8:4 / /old rw - ext4 /dev/sda4 rw,nobarrier
        33 22 0:30 / /run rw,nosuid - tmpfs tmpfs rw,size=1g
        34 22 8:5 / /var\\040lib rw - ext4 /dev/sda5 rw,barrier=0
        broken line
        """

    @Test(
        "Mounts that may lose what was flushed are named, others are not",
        arguments: [
            ("/home/x", 0), ("/var/x", 1), ("/variable", 0), ("/var/lib/ridgeline/state", 0), ("/old", 1),
            ("/run/ridgeline", 1), ("/var lib/x", 1),
        ])
    func doubts(path: String, count: Int) {
        #expect(DiskPromise.doubts(about: URL(filePath: path), mounts: Self.mounts).count == count)
    }

    @Test("Text that is no table of mounts says nothing and harms nothing", arguments: ["", "- - - - - - -", "\n \n"])
    func hostile(text: String) {
        #expect(DiskPromise.doubts(about: URL(filePath: "/"), mounts: text) == [])
    }
}
