internal import CAllocations

/// How often work asks for memory.
public enum AllocationCount {
    /// - Returns: allocations of the calling thread while it ran `body`; nil where nobody counts (under a sanitizer).
    public static func during(_ body: () throws -> Void) rethrows -> Int? {
        let before = allocations_of_this_thread()
        try body()
        let after = allocations_of_this_thread()
        return before < 0 ? nil : Int(after - before)
    }
}
