/// What a cable did.
public enum USBBusChange: Sendable, Hashable {
    case arrived(USBDeviceInfo)
    /// The device as it was when it arrived.
    case left(USBDeviceInfo)

    public var device: USBDeviceInfo {
        switch self {
        case .arrived(let device), .left(let device): device
        }
    }
}
