import Capture
import Emulators
import Ground
import V4L2Camera

/// Which camera the settings mean, if any.
enum CameraChoice {
    /// - Parameter name: `none`, `auto`, `emulated`, a path or a name.
    /// - Throws: ``Fault`` `camera.selection` for text that names none.
    static func make(_ name: String) throws(Fault) -> ManagedCamera? {
        switch name {
        case "none", "": return nil
        case "auto": return ManagedCamera(catalogue: V4L2Cameras(), selection: nil)
        case "emulated": return ManagedCamera(catalogue: try EmulatedCamera().catalogue, selection: nil)
        default: return ManagedCamera(catalogue: V4L2Cameras(), selection: try CameraSelection(name))
        }
    }
}
