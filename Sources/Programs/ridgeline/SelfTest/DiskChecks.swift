import DeviceIdentity
import Evidence
import Foundation
import Ground
import Outbox
import Station

/// Whether the disk has room and keeps its word, and how what lies on it is.
struct DiskChecks {
    let state: StateDirectory
    let now: Date
    /// Whether the hub lets this device in, so that nothing should wait for long.
    let isHubOpen: Bool
    private static let (low, least) = (1 << 30, 2 * DiskSpace.reserve)

    func findings() async -> [Finding] {
        [
            await Finding.of("disk space", space), await Finding.of("disk flush", flush),
            await Finding.of("outbox", outbox), await Finding.of("audit", audit),
            await Finding.of("set aside", setAside), await Finding.of("link's folders", linkFolders),
        ]
    }

    private func setAside() throws -> Finding {
        guard let alarm = SetAside.alarms(in: state.station).first else {
            return Finding("set aside", .good, "nothing was damaged and begun anew")
        }
        return Finding("set aside", .failed, alarm.message, code: alarm.code)
    }

    /// Whether all in them is of the user who has to write it.
    private func linkFolders() -> Finding {
        if let fault = state.link.strangers {
            return Finding("link's folders", .failed, fault.message, code: fault.code)
        }
        return Finding("link's folders", .good, "the link can write its own, and the copy of the lists")
    }

    private func space() throws -> Finding {
        var status = statvfs()
        guard statvfs(state.root.path, &status) == 0 else {
            throw Fault(.diskMissing, "\(state.root.path) is not there; see --state, or provision the device")
        }
        let free = Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
        let says = "\(free >> 20) MiB free"
        if free < Self.least {
            return Finding("disk space", .failed, "\(says); make room on this disk now", code: .diskFull)
        }
        return free < Self.low
            ? Finding("disk space", .warning, "\(says), less than 1 GiB; make room before a new list needs it")
            : Finding("disk space", .good, says)
    }

    private func flush() throws -> Finding {
        let file = state.root.appending(path: ".self-test")
        let start = ContinuousClock.now
        try DurableFile.write([UInt8](repeating: 0x55, count: 4096), to: file, permissions: 0o600)
        let took = Int((ContinuousClock.now - start) / .milliseconds(1))
        let back = try DurableFile.read(file, limit: 4096)
        try DurableFile.remove(file)
        guard back == Data(repeating: 0x55, count: 4096) else {
            throw Fault(.diskRead, "the disk gives back other bytes than were written; exchange it")
        }
        let doubts = DiskPromise.doubts(about: state.root)
        if let doubt = doubts.first { return Finding("disk flush", .warning, doubt) }
        return took > 500
            ? Finding(
                "disk flush", .warning, "a flushed write takes \(took) ms; the disk is worn or overloaded, exchange it")
            : Finding("disk flush", .good, "a flushed write takes \(took) ms")
    }

    private func outbox() throws -> Finding {
        guard FileManager.default.fileExists(atPath: state.station.outbox.path) else {
            return Finding("outbox", .skipped, "there is none yet; the station makes it when it starts")
        }
        let status = try OutboxReader(state.station.outbox).status()
        let says = "\(status.depth) items\(status.oldest.map { ", the oldest of \($0)" } ?? "")"
        if status.isOnReserve || status.isFilling {
            return Finding(
                "outbox", .failed, "\(says), nearly full; bring the hub within reach, or: ridgeline outbox export")
        }
        if isHubOpen, let wait = LongWait(status.oldest, now: now) {
            return Finding(
                "outbox", .warning,
                "\(status.depth) items; \(wait.words), though the hub lets this device in; read journalctl -u ridgeline-link, then: systemctl "
                    + "restart ridgeline-link")
        }
        return Finding("outbox", .good, says)
    }

    private func audit() throws -> Finding {
        guard AuditReport.isExpected(state) else {
            return Finding("audit", .skipped, "there is none yet; the station begins it when it starts")
        }
        let walk = try AuditReport.verify(state)
        guard let broken = walk.broken else {
            return Finding("audit", .good, "whole: \(walk.extent)")
        }
        return Finding(
            "audit", .failed,
            "broken at record \(broken.number) (\(broken.file), line \(broken.line)): \(broken.reason); keep the disk, tell the centre",
            code: .auditBroken)
    }
}
