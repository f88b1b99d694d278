public import Ground

/// Which camera is meant: its name or the beginning of it (`046d:0825`), or a path (`/dev/video0`, `/dev/v4l/by-id/…`).
public struct CameraSelection: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// - Throws: ``Fault`` `camera.selection` for text that can name no camera.
    public init(_ text: String) throws(Fault) {
        guard !text.isEmpty, text.utf8.count <= 256, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Fault(
                .cameraSelection,
                "\"\(text)\" names no camera; write a path as /dev/video0, or a name as 046d:0825, see capture --list")
        }
        description = text
    }

    public var isPath: Bool { description.hasPrefix("/") }

    public func matches(_ camera: CameraIdentity) -> Bool {
        if isPath { return camera.path == description || camera.aliases.contains(description) }
        return ([camera.name] + camera.aliases).contains { name in
            name == description || name.hasPrefix(description + ":") || name.hasPrefix(description + "@")
        }
    }
}
