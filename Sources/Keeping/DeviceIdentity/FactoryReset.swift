internal import Foundation
public import Ground

/// Makes a device nobody: its keys first, then everything that it ever kept.
///
/// What is overwritten and what is only forgotten differs by the disk; so the keys go first, and with them everything
/// that was sealed under them, wherever flash may keep an old copy. May be interrupted anywhere and repeated.
public struct FactoryReset: Sendable {
    /// One thing that is no more.
    public struct Wiped: Sendable, Encodable, Equatable {
        /// Below the state directory.
        public let path: String
        /// How many were overwritten.
        public let bytes: Int
    }

    public struct Report: Sendable, Encodable {
        /// Where the keys were; nil where there never were any.
        public let keys: CustodyKind?
        /// The handle that the TPM has forgotten.
        public let tpmHandle: String?
        public let wiped: [Wiped]
    }

    private let state: StateDirectory

    /// - Throws: ``Fault`` `reset.notState` for a folder that is no state directory, so that no other is ever wiped.
    public init(_ state: StateDirectory) throws(Fault) {
        self.state = state
        let marks = [state.custody, state.deviceFile, state.station.identity.deletingLastPathComponent()]
        guard marks.contains(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
            throw Fault(.resetNotState, "\(state.root.path) is no state directory of a device; nothing was touched")
        }
    }

    /// Processes that have files of the state directory open, by name and number.
    ///
    /// Only root sees those of other users.
    public func users() -> [String] {
        let root = state.root.resolvingSymlinksInPath().path + "/"
        let own = "\(getpid())"
        var found: [String] = []
        for process in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        where Int(process) != nil && process != own {
            let folder = "/proc/\(process)/fd"
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let uses = files.contains {
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)"))?.hasPrefix(root) == true
            }
            guard uses else { continue }
            let name = KernelText.read("/proc/\(process)/comm") ?? "process\n"
            found.append("\(name.dropLast()) (\(process))")
        }
        return found.sorted()
    }

    /// Destroys everything below the state directory; the directory itself stays, empty.
    ///
    /// - Throws: ``Fault`` `tpm.…` where the TPM does not forget: everything but `custody.json` is gone then, and the
    ///   reset is to be repeated; `disk.write`, `reset.incomplete`.
    public func run() throws(Fault) -> Report {
        let record = try? CustodyRecord.find(state)
        var wiped: [Wiped] = []
        // Without this file there is no device, whatever happens next.
        try wipe(state.deviceFile, &wiped)
        for owner in KeyOwner.allCases { try wipe(state.seed(of: owner), &wiped) }
        var trouble: Fault?
        do throws(Fault) { try Custody.destroy(state) } catch { trouble = error }
        try wipeTree(sparing: trouble == nil ? nil : state.custody, &wiped)
        if let trouble { throw trouble }
        let left = (try? FileManager.default.contentsOfDirectory(atPath: state.root.path)) ?? []
        guard left.isEmpty else {
            throw Fault(
                .resetIncomplete, "\(left.sorted().joined(separator: ", ")) came back; stop both daemons, reset again"
            )
        }
        return Report(
            keys: record?.kind, tpmHandle: record?.tpm.map { "0x" + String($0.handle, radix: 16) }, wiped: wiped)
    }

    private func wipeTree(sparing spared: URL?, _ wiped: inout [Wiped]) throws(Fault) {
        let paths: [String]
        do { paths = try FileManager.default.subpathsOfDirectory(atPath: state.root.path) } catch {
            throw Fault(.diskRead, "cannot list \(state.root.path); run this as root", cause: error)
        }
        // The deepest first, so that folders are empty when their turn comes.
        for path in paths.sorted(by: >) {
            let file = state.root.appending(path: path)
            if file.path == spared?.path { continue }
            var status = stat()
            guard lstat(file.path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                guard rmdir(file.path) == 0 || spared?.path.hasPrefix(file.path) == true else {
                    throw Fault(.diskWrite, "cannot remove the folder \(file.path); stop both daemons, reset again")
                }
            } else {
                try wipe(file, &wiped)
            }
        }
    }

    private func wipe(_ file: URL, _ wiped: inout [Wiped]) throws(Fault) {
        var status = stat()
        guard lstat(file.path, &status) == 0 else { return }
        // A link is removed, and what it leads to is not touched.
        if status.st_mode & S_IFMT == S_IFREG {
            try DurableFile.destroy(file)
        } else {
            try DurableFile.remove(file)
        }
        wiped.append(
            Wiped(path: String(file.path.dropFirst(state.root.path.count + 1)), bytes: Int(status.st_size)))
    }
}
