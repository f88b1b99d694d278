public import Ground

/// Which camera a setting or an option means.
public enum CameraSetting: Sendable, Hashable, CustomStringConvertible {
    /// `none`, or nothing.
    case none
    /// `auto`: the first camera there is.
    case any
    /// A path such as `/dev/v4l/by-id/…`, or a name such as `046d:0825`.
    case selected(CameraSelection)
    /// `emulated`: nobody is ever seen.
    case emulated

    /// - Throws: ``Fault`` `camera.selection` for text that can name no camera.
    public init(_ text: String) throws(Fault) {
        switch text {
        case "none", "": self = .none
        case "auto": self = .any
        case "emulated": self = .emulated
        default: self = .selected(try CameraSelection(text))
        }
    }

    public var description: String {
        switch self {
        case .none: "none"
        case .any: "auto"
        case .selected(let selection): selection.description
        case .emulated: "emulated"
        }
    }

    /// Which of the machine's cameras is meant; nil for any.
    public var selection: CameraSelection? {
        if case .selected(let selection) = self { selection } else { nil }
    }
}
