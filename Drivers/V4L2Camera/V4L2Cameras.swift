public import Capture
public import Ground

/// The cameras among the video nodes.
public struct V4L2Cameras: CameraCatalogue {
    private let system: any VideoSystem
    private let patience: Duration

    /// - Parameter patience: how long a camera may send nothing that can be shown; nil for the usual seconds.
    public init(_ system: any VideoSystem = KernelVideoSystem(), patience: Duration? = nil) {
        self.system = system
        self.patience = patience ?? V4L2Camera.patience
    }

    public func cameras() async throws(Fault) -> [any Camera] { survey().cameras }

    /// The camera at a node that was named, whatever it is; opening it will tell.
    public func camera(at path: String) -> V4L2Camera {
        V4L2Camera(CameraIdentity(name: path, model: "not opened yet", path: path), system: system, patience: patience)
    }

    /// The cameras, and why the nodes that look like cameras cannot be used.
    ///
    /// A camera's second node, which delivers no frames, and nodes that are just going away are left out of both.
    public func survey() -> (cameras: [V4L2Camera], refused: [Fault]) {
        var nodes: [(path: String, node: CameraNode, usb: USBFacts?)] = []
        var refused: [Fault] = []
        for path in system.nodes() {
            do throws(Fault) {
                nodes.append((path, try CameraNode(try system.open(path)), system.usbFacts(path)))
            } catch {
                if ![.cameraNotACamera, .cameraMissing, .cameraUnplugged].contains(error.code) {
                    refused.append(error)
                }
            }
        }
        let serials = nodes.compactMap { $0.usb?.serialName }
        let cameras = nodes.map { path, node, usb in
            let isUnique = usb?.serialName.map { name in serials.count { $0 == name } == 1 } ?? false
            let names: [String?] = usb.map { [isUnique ? $0.serialName : nil, $0.portName] } ?? [node.bus]
            let known: [String] = names.compactMap { $0 } + system.links(to: path)
            return V4L2Camera(
                CameraIdentity(name: known[0], model: node.model, path: path, aliases: Array(known.dropFirst())),
                system: system, patience: patience)
        }
        return (cameras, refused)
    }
}

extension USBFacts {
    fileprivate var serialName: String? { serial.map { "\(identifier):\($0)" } }
    fileprivate var portName: String { "\(identifier)@\(port)" }
}
