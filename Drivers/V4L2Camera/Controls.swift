internal import CVideo4Linux
internal import Capture
internal import Ground

/// Exposure and focus, by the standard controls; each is brought into its range and read back.
struct Controls {
    let node: any VideoNode

    /// - Returns: the time that is in force, in 100 microseconds; nil where the camera chooses it.
    /// - Throws: ``Fault`` `camera.control` when the camera has no such control or refuses the value.
    func set(_ exposure: CameraWish.Exposure) throws(Fault) -> Int? {
        switch exposure {
        case .automatic:
            // Most cameras know only one of the two: the aperture is fixed, or the camera chooses it as well.
            let modes = [V4L2_EXPOSURE_APERTURE_PRIORITY, V4L2_EXPOSURE_AUTO].map { Int($0.rawValue) }
            guard modes.contains(where: { attempt(video_exposure_mode, $0) }) else {
                throw refusal("automatic exposure", option: "exposure")
            }
            return nil
        case .time(let duration):
            // A camera without the mode is always in this one.
            _ = attempt(video_exposure_mode, Int(V4L2_EXPOSURE_MANUAL.rawValue))
            let wanted = Int(min(max(1, duration / .microseconds(100)), 1_000_000))
            guard let agreed = change(video_exposure_time, to: wanted) else {
                throw refusal("exposure time", option: "exposure")
            }
            return agreed
        }
    }

    /// - Returns: the distance that is in force, in the camera's units; nil where the camera chooses it.
    /// - Throws: ``Fault`` `camera.control`.
    func set(_ focus: CameraWish.Focus) throws(Fault) -> Int? {
        switch focus {
        case .automatic:
            guard attempt(video_focus_automatic, 1) else { throw refusal("automatic focus", option: "focus") }
            return nil
        case .distance(let wanted):
            _ = attempt(video_focus_automatic, 0)
            guard let agreed = change(video_focus_distance, to: wanted) else {
                throw refusal("focus distance", option: "focus")
            }
            return agreed
        }
    }

    private func attempt(_ control: UInt32, _ value: Int) -> Bool {
        var request = v4l2_control(id: control, value: Int32(clamping: value))
        return node.request(video_set_control, &request) == 0
    }

    /// The value in force afterwards; nil when there is no such control, or it refuses.
    private func change(_ control: UInt32, to wanted: Int) -> Int? {
        var description = v4l2_queryctrl()
        description.id = control
        guard node.request(video_query_control, &description) == 0,
            description.flags & UInt32(V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY) == 0,
            description.minimum <= description.maximum
        else { return nil }
        let value = min(max(wanted, Int(description.minimum)), Int(description.maximum))
        guard attempt(control, value) else { return nil }
        var agreed = v4l2_control(id: control, value: 0)
        return node.request(video_get_control, &agreed) == 0 ? Int(agreed.value) : value
    }

    private func refusal(_ what: String, option: String) -> Fault {
        Fault(.cameraControl, "\(node.path) has no \(what), or refuses it; leave \(option) as it is")
    }
}
