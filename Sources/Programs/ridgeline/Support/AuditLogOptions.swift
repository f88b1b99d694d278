import ArgumentParser
import DeviceIdentity
import Evidence
import Foundation
import Ground
import Station

/// Which chain of evidence a command walks along: a device's own, or one that the hub has opened.
struct AuditLogOptions: ParsableArguments {
    @OptionGroup var device: DeviceOptions

    @Option(help: "A folder with a log alone, such as one that the hub has opened.", completion: .directory)
    var log: String?

    @Option(help: "number:digest that the hub was told; by default the device's own anchor.")
    var anchor: String?

    func validate() throws {
        guard device.state == nil || log == nil else { throw ValidationError("give either --state or --log") }
    }

    /// nil of a log alone.
    private var directory: StateDirectory? { get throws { log == nil ? try device.directory() : nil } }

    /// The record that must be in it.
    func known() throws -> (number: Int, digest: String)? {
        if let anchor { return try Self.parse(anchor) }
        return try directory.flatMap { try AuditReport.anchor($0) }
    }

    /// The chain of the device that was damaged or gone at a start, and that nobody has looked into; nil of a log alone.
    var setAside: Fault? {
        get throws {
            try directory.flatMap { directory in
                SetAside.alarms(in: directory.station).first { $0.part == .damagedAudit }
            }.map { Fault($0.code, $0.message) }
        }
    }

    func verify(
        _ known: (number: Int, digest: String)?, onRecord: (AuditRecord) -> Void
    ) throws -> AuditVerification {
        let root = try directory?.station.audit ?? URL(filePath: log ?? "")
        return try AuditVerification.verify(root, anchor: known, isAnchorDemanded: log == nil, onRecord: onRecord)
    }

    private static func parse(_ text: String) throws -> (number: Int, digest: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let number = Int(parts[0]), parts[1].count == 64 else {
            throw ValidationError("an anchor is number:digest with 64 hexadecimal digits, as the hub shows it")
        }
        return (number, String(parts[1]))
    }
}

extension AuditVerification {
    /// Which records are there.
    var extent: String {
        let anew = begunAnew.map { ", begun anew at record \($0) as what was before was damaged, cut or gone" }
        return "records \(first) to \(last)\(anew ?? "")"
    }

    /// - Parameter anchored: the number of the record that had to be in it.
    func text(anchored: Int?) -> String {
        if let broken {
            return "BROKEN at record \(broken.number), \(broken.file) line \(broken.line), "
                + "after \(broken.after?.description ?? "the beginning"): \(broken.reason)"
        }
        let anchor = anchored.map { "anchored at record \($0)" } ?? "not anchored"
        let torn = tornBytes > 0 ? "; \(tornBytes) bytes of a record that a power cut tore follow" : ""
        return "whole: \(extent), \(anchor)\(torn)"
    }
}
