import Foundation
public import Testing

/// A TPM 2.0 in software, the process `swtpm`, on a socket in a folder of its own.
public final class SoftwareTPM {
    /// Whether this process is for tests with a TPM: the TSS blocks the thread that calls it, so they run alone.
    public static let isWanted = ProcessInfo.processInfo.environment["RIDGELINE_TEST_TPM"] != nil
    /// What the test report says otherwise.
    public static let elsewhere: Comment = "run by scripts/test-tpm"

    private let folder: URL
    private var process: pid_t?

    /// Starts a new TPM that holds nothing.
    public init() throws {
        // A socket's path may have 107 bytes.
        folder = URL(filePath: "/tmp/swtpm-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder.appending(path: "state"), withIntermediateDirectories: true)
        try putBack()
    }

    deinit {
        pullOut()
        try? FileManager.default.removeItem(at: folder)
    }

    /// For the TSS.
    public var address: String { "swtpm:path=\(folder.path)/socket" }

    /// The machine loses its TPM.
    public func pullOut() {
        guard let process else { return }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        self.process = nil
    }

    /// The same TPM is there again, as after a restart.
    ///
    /// `Process` is not used: its waiting needs a run loop, which a test's thread does not have.
    public func putBack() throws {
        for name in ["socket", "socket.ctrl"] {
            try? FileManager.default.removeItem(at: folder.appending(path: name))
        }
        let arguments = [
            "swtpm", "socket", "--tpm2", "--tpmstate", "dir=\(folder.path)/state", "--server",
            "type=unixio,path=\(folder.path)/socket", "--ctrl", "type=unixio,path=\(folder.path)/socket.ctrl",
            "--flags", "not-need-init,startup-clear",
        ]
        var strings = arguments.map { strdup($0) } + [nil]
        defer { strings.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        // An inherited connection to another test's TPM would keep that one waiting for ever.
        for descriptor in Int32(3)..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var child: pid_t = 0
        guard posix_spawn(&child, "/usr/bin/swtpm", &actions, nil, &strings, environ) == 0 else {
            throw CocoaError(.fileReadUnknown)
        }
        process = child
        for _ in 0..<500 where !FileManager.default.fileExists(atPath: folder.path + "/socket") { usleep(10_000) }
    }

    /// Everything in it is gone, as after `TPM2_Clear` and the making of new seeds.
    public func clear() throws {
        pullOut()
        let state = folder.appending(path: "state")
        try FileManager.default.removeItem(at: state)
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        try putBack()
    }
}
