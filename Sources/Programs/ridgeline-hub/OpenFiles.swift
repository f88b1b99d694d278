import Foundation

/// The system's limit on open files and connections, usually 1024 where nobody asked for more.
enum OpenFiles {
    /// Asks for at least so many; where fewer are allowed, for those, and connections above them wait.
    static func allow(_ count: Int) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(count) else {
            return
        }
        limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
