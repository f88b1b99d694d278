import Capture
internal import Glibc
internal import Ground

extension Fault {
    /// - Parameters:
    ///   - what: the attempt that failed, for example `start`.
    ///   - number: the error's number.
    static func camera(_ what: String, _ path: String, _ number: Int32) -> Fault {
        switch number {
        case ENOENT: Fault(.cameraMissing, "there is no \(path); plug the camera in")
        case ENODEV, ENXIO: Fault(.cameraUnplugged, "the camera at \(path) was unplugged; plug it in again")
        case EBUSY: Fault(.cameraBusy, "the camera at \(path) is in use; stop the other program")
        case EACCES, EPERM:
            Fault(.cameraDenied, "no permission to use \(path); put the program's user in the group video")
        case ENOTTY: Fault(.cameraNotACamera, "\(path) is no video device; name a camera, for example /dev/video0")
        case ENOMEM: Fault(.cameraIo, "no memory is left for the frames of \(path); close programs")
        default:
            Fault(
                .cameraIo, "cannot \(what) \(path): \(String(cString: strerror(number))); re-plug it if this persists"
            )
        }
    }
}

extension VideoNode {
    /// Runs a request that must succeed.
    ///
    /// - Throws: ``Fault`` by the error's number.
    func require<T>(_ what: String, _ code: UInt, _ value: inout T) throws(Fault) {
        let number = withUnsafeMutablePointer(to: &value) { request(code, UnsafeMutableRawPointer($0)) }
        guard number == 0 else { throw .camera(what, path, number) }
    }
}
