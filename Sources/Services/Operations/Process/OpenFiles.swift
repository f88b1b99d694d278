internal import Foundation
public import Ground

/// The system's limit on open files and connections, usually 1024 where nobody asked for more.
public enum OpenFiles {
    /// With fewer no daemon starts: the runtime below us traps when it cannot open a file of its own.
    public static let least = 256

    /// Asks for at least so many; where fewer are allowed, for those, and connections above them wait.
    ///
    /// - Throws: ``Fault`` `config.files` where fewer than ``least`` are allowed.
    public static func allow(_ count: Int) throws(Fault) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let allowed = try allowed(count, now: limit.rlim_cur, atMost: limit.rlim_max)
        guard allowed > limit.rlim_cur else { return }
        limit.rlim_cur = allowed
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// How many there will be.
    package static func allowed(_ count: Int, now: UInt, atMost: UInt) throws(Fault) -> UInt {
        let allowed = max(now, min(UInt(count), atMost))
        guard allowed >= least else {
            throw Fault(
                .configFiles,
                "this process may open \(allowed) files, and needs \(least); raise LimitNOFILE of its unit (ulimit -n)")
        }
        return allowed
    }
}
