internal import CProcess
internal import Foundation

/// What a process that sees prints does before anything else.
public enum Hardening {
    /// No core dumps, no ptrace by others of the same user, new files for owner and group only.
    public static func apply() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        ridgeline_forbid_dumps()
        umask(0o027)
    }
}
