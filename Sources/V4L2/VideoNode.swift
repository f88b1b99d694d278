internal import CVideo4Linux
internal import Glibc
internal import Ground

/// An open video node of the kernel; closed when it goes.
struct VideoNode: ~Copyable {
    let descriptor: Int32
    let path: String

    init(path: String) throws(Fault) {
        self.path = path
        descriptor = Glibc.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.fault("open", path) }
    }

    deinit { Glibc.close(descriptor) }

    /// Runs one of the requests of CVideo4Linux.
    func request<T>(
        _ what: String, _ value: inout T, _ body: (Int32, UnsafeMutablePointer<T>?) -> Int32
    ) throws(Fault) {
        guard body(descriptor, &value) == 0 else { throw fault(what) }
    }

    /// For the call that has just failed.
    func fault(_ what: String) -> Fault { Self.fault(what, path) }

    private static func fault(_ what: String, _ path: String) -> Fault {
        let reason = String(cString: strerror(errno))
        return switch errno {
        case ENOENT: Fault("camera.missing", "there is no \(path); plug the camera in")
        case ENODEV, ENXIO: Fault("camera.unplugged", "the camera at \(path) was unplugged; plug it in again")
        case EBUSY: Fault("camera.busy", "the camera at \(path) is in use; stop the other program")
        case EACCES, EPERM:
            Fault("camera.denied", "no permission to use \(path); put the program's user in the group video")
        case ENOTTY: Fault("camera.notACamera", "\(path) is no video device; name a camera, for example /dev/video0")
        default: Fault("camera.io", "cannot \(what) \(path): \(reason); re-plug the camera if this persists")
        }
    }
}
