import Capture
import Emulators
import Ground
import V4L2Camera

/// Which camera the settings mean, if any.
enum CameraChoice {
    static func make(_ setting: CameraSetting) throws(Fault) -> ManagedCamera? {
        switch setting {
        case .none: nil
        case .emulated: ManagedCamera(catalogue: try EmulatedCamera().catalogue, selection: nil)
        case .any, .selected: ManagedCamera(catalogue: V4L2Cameras(), selection: setting.selection)
        }
    }
}
