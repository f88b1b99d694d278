public import Ground

/// Where video nodes are found and opened: the kernel, or an emulation of it.
public protocol VideoSystem: Sendable {
    /// The paths of all video nodes, cameras or not, in the order of their numbers.
    func nodes() -> [String]

    /// - Throws: ``Fault`` `camera.missing`, `camera.denied`, `camera.unplugged`, `camera.busy`, `camera.io`.
    func open(_ path: String) throws(Fault) -> any VideoNode

    /// What the USB device behind a node says about itself; nil for a camera that is not on USB.
    func usbFacts(_ path: String) -> USBFacts?

    /// Stable paths that lead to the node, such as `/dev/v4l/by-path/…`.
    func links(to path: String) -> [String]
}

/// Names of a USB device that stay when it is re-plugged.
public struct USBFacts: Sendable, Hashable {
    /// `vendor:product` in hexadecimal.
    public let identifier: String
    /// nil where the device has none.
    public let serial: String?
    /// Bus and ports, as Linux writes them: `1-10.2`.
    public let port: String

    public init(identifier: String, serial: String?, port: String) {
        self.identifier = identifier
        self.serial = serial
        self.port = port
    }
}

/// An open video node, closed at the latest when it goes. One thread uses it, except for ``stop()``.
public protocol VideoNode: AnyObject, Sendable {
    var path: String { get }

    /// Runs one of the requests of CVideo4Linux on its structure.
    ///
    /// - Returns: 0, or the error's number.
    func request(_ code: UInt, _ argument: UnsafeMutableRawPointer) -> Int32

    /// Makes a buffer of the node's readable and writable; nil when the kernel refuses.
    func map(offset: Int, count: Int) -> UnsafeMutableRawBufferPointer?
    func unmap(_ buffer: UnsafeMutableRawBufferPointer)

    /// Waits until the node has a frame or a failure to tell.
    func wait(atMost patience: Duration) -> VideoWait

    /// Ends this wait and all that follow, from any thread.
    func stop()

    /// Gives the node back to the system; nothing but ``stop()`` may follow.
    func close()
}

/// How a wait for a video node ended.
public enum VideoWait: Sendable {
    case ready
    case timeout
    case stopped
}
