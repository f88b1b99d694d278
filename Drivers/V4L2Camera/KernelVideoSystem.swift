internal import CVideo4Linux
internal import Foundation
public import Ground

/// The video nodes of the Linux kernel.
public struct KernelVideoSystem: VideoSystem {
    private let devices: String
    private let classes: String

    /// - Parameters:
    ///   - devices: where the nodes and the links of udev are.
    ///   - classes: where the kernel describes them.
    public init(devices: String = "/dev", classes: String = "/sys/class/video4linux") {
        self.devices = devices
        self.classes = classes
    }

    public func nodes() -> [String] {
        entries(of: devices).compactMap { name in
            name.hasPrefix("video") ? Int(name.dropFirst(5)) : nil
        }.sorted().map { "\(devices)/video\($0)" }
    }

    public func open(_ path: String) throws(Fault) -> any VideoNode { try KernelVideoNode(path) }

    public func usbFacts(_ path: String) -> USBFacts? {
        // The node's device is an interface; the USB device is the folder above it.
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let interface = URL(filePath: "\(classes)/\(name)/device").resolvingSymlinksInPath()
        let device = interface.deletingLastPathComponent()
        guard let vendor = text(device, "idVendor"), let product = text(device, "idProduct") else { return nil }
        return USBFacts(
            identifier: "\(vendor):\(product)", serial: text(device, "serial"), port: device.lastPathComponent)
    }

    public func links(to path: String) -> [String] {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        return ["by-id", "by-path"].flatMap { kind in
            entries(of: "\(devices)/v4l/\(kind)").sorted().map { "\(devices)/v4l/\(kind)/\($0)" }
        }.filter { URL(filePath: $0).resolvingSymlinksInPath().path == target }
    }

    private func entries(of folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    /// A device's own words, made plain: they become part of a name.
    private func text(_ device: URL, _ file: String) -> String? {
        guard let data = try? Data(contentsOf: device.appending(path: file)), data.count <= 256 else { return nil }
        let plain = data.filter { (0x21...0x7E).contains($0) }
        return plain.isEmpty ? nil : String(decoding: plain, as: UTF8.self)
    }
}
