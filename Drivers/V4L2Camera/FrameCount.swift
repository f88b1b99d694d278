/// Finds the frames that never came in the kernel's numbers, which start anywhere and wrap around.
struct FrameCount {
    private var last: UInt32?

    /// - Returns: how many are missing between the frame before and this one.
    mutating func lost(before sequence: UInt32) -> Int {
        defer { last = sequence }
        guard let last else { return 0 }
        let step = sequence &- last
        // A driver that does not count says the same number again; one that starts anew goes back.
        return step == 0 || step > UInt32.max / 2 ? 0 : Int(step) - 1
    }
}
