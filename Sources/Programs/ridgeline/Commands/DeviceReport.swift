import AsyncHTTPClient
import DeviceIdentity
import DeviceSettings
import Evidence
import Foundation
import Ground
import Link
import NIOCore
import NIOHTTP1
import Operations
import Outbox
import Station
import TrustedUpdate

/// What `ridgeline status` knows about a device.
struct DeviceReport: Codable {
    let stateDirectory: String
    /// nil before provisioning.
    let device: String?
    let provisioned: Timestamp?
    /// Where the private keys lie; nil before the first one was made.
    let keys: CustodyKind?
    /// When the certificate ends, and from when on the link renews it.
    let certificateEnds: Timestamp?
    let renewalDue: Timestamp?
    /// What the running station says: `{"reader": …, "lists": …}`; nil when it does not answer.
    let station: StationAnswer?
    /// Whether the link runs, as its lock says; nil before provisioning.
    let link: LinkAnswer?
    /// Items that the centre has not signed for; nil when the outbox cannot be read.
    let outboxDepth: Int?
    let oldestItem: Timestamp?
    /// The chain of evidence: records that hold, and where it is broken; nil where there is none yet.
    let audit: AuditVerification?
    let stationSettings: [EffectiveSetting]
    let linkSettings: [EffectiveSetting]
    /// What is wrong, each with what to do.
    let problems: [String]

    var isHealthy: Bool { problems.isEmpty }

    /// The part of the station's `/status` that is shown.
    struct StationAnswer: Codable {
        struct Reader: Codable { let name, reason: String }
        struct OneOfSeveral: Codable {
            let device: String
            let report: Reader
        }
        struct Lists: Codable {
            let generations: [String: Int]
            let fingers: Int
            let since: String
            let signed: String?
            let expires: String?
            let rootExpires: String?
        }
        struct Refused: Codable { let item, reason: String }
        struct Alarm: Codable { let code, message: String }
        /// No finger is read.
        let isEmulated: Bool?
        let reader: Reader
        /// Each of several.
        let readers: [OneOfSeveral]?
        let lists: Lists?
        let refusedLists: [String: String]?
        let revoked: String?
        let refused: [Refused]?
        let alarms: [Alarm]
    }

    /// What the station says of other things than those that were found set aside: it may not read in them what root can.
    static func besides(_ found: [String], _ said: [String]) -> [String] {
        func place(_ problem: String) -> Substring? { problem.prefixMatch(of: /.*\.damaged-[0-9T]+/)?.output }
        let places = found.compactMap(place)
        return said.filter { problem in place(problem).map { !places.contains($0) } ?? true }
    }

    /// Never throws: what cannot be found out is a problem in the report.
    static func collect(
        _ directory: StateDirectory, station: Settings<StationSettings>, link: Settings<LinkSettings>,
        disagreement: Fault? = nil
    ) async -> DeviceReport {
        var problems = disagreement.map { ["\($0)"] } ?? []
        func attempt<T>(_ body: () throws -> T) -> T? {
            do { return try body() } catch {
                problems.append("\(error)")
                return nil
            }
        }
        let record = attempt { try DeviceRecord.load(directory) }
        let custody = record == nil ? nil : attempt { try CustodyRecord.load(directory) }
        if let custody { attempt { try Custody.check(custody) } }
        let credential = record == nil ? nil : attempt { try LinkIdentity.load(directory).credential }
        if let credential, Date() > credential.notAfter {
            problems.append(
                "the certificate ended at \(Timestamp(credential.notAfter)); let ridgeline-link reach the hub, or enrol again"
            )
        }
        var audit: AuditVerification?
        if record != nil, AuditReport.isExpected(directory) {
            audit = attempt { try AuditReport.verify(directory) }
            if let broken = audit?.broken {
                problems.append("the chain of evidence is broken at record \(broken.number): \(broken.reason)")
            }
        }
        let setAside = SetAside.alarms(in: directory.station).map { "\($0.message) [\($0.code)]" }
        problems += setAside
        let strangers = record == nil ? nil : directory.link.strangers
        if let strangers { problems.append(strangers.description) }
        var depth: Int?
        var oldest: Timestamp?
        if record != nil {
            attempt {
                let outbox = try OutboxReader(directory.station.outbox).status()
                depth = outbox.depth
                oldest = outbox.oldest
            }
        }
        let linkAnswer = record == nil ? nil : LinkAnswer(directory.link)
        if let linkAnswer, linkAnswer.state == .stopped {
            problems.append("\(linkAnswer.reason) [\(Fault.Code.linkAway)]")
        }
        if let wait = LongWait(oldest, now: Date()) {
            problems.append(
                "\(wait.words); ridgeline self-test tries the way there, ridgeline outbox export takes it by hand")
        }
        var answer: StationAnswer?
        do { answer = try await ask(station, state: directory) } catch { problems.append("\(error)") }
        if let answer {
            if answer.reader.name != "ready" {
                problems.append("the station is \(answer.reader.name): \(answer.reader.reason)")
            }
            for (number, reader) in (answer.readers ?? []).enumerated() where reader.report.name != "ready" {
                problems.append(
                    "reader \(number + 1), \(reader.device.printable), is \(reader.report.name): \(reader.report.reason)"
                )
            }
            // Found here already, and at once.
            let others = answer.alarms.filter { $0.code != strangers?.code.rawValue }
            problems += Self.besides(setAside, others.map { "\($0.message) [\($0.code)]" })
            if let ends = answer.lists?.rootExpires.flatMap(Timestamp.init),
                ends.date.timeIntervalSinceNow < Lifetimes.rootWarning
            {
                problems.append(
                    "the root of trust of the lists ends at \(ends); tell the centre to renew it, or the lists end then"
                )
            }
            if let revoked = answer.revoked {
                problems.append(
                    "the centre has revoked this device at \(revoked), nobody is searched; reset it, and enrol it again if it is yours"
                )
            }
            for (owner, reason) in (answer.refusedLists ?? [:]).sorted(by: { $0.key < $1.key }) {
                problems.append(
                    "\(owner.isEmpty ? "the copy of the lists" : "the list '\(owner)'") cannot be taken up: \(reason)")
            }
            for hit in answer.refused ?? [] {
                problems.append("the centre does not take item \(hit.item): \(hit.reason.printable)")
            }
            if answer.revoked == nil, answer.lists?.generations.isEmpty ?? true {
                problems.append(
                    "no list is in force, nobody is searched; check that ridgeline-link runs, and at the hub which lists "
                        + "this device may have: ridgeline-hub allow")
            }
        }
        return DeviceReport(
            stateDirectory: directory.root.path, device: record?.device, provisioned: record?.provisioned,
            keys: custody?.kind, certificateEnds: credential.map { Timestamp($0.notAfter) },
            renewalDue: credential.map { Timestamp(Renewal.due($0)) },
            station: answer, link: linkAnswer, outboxDepth: depth, oldestItem: oldest, audit: audit,
            stationSettings: station.effective, linkSettings: link.effective, problems: problems)
    }

    private static let answerLimit = 1 << 20

    /// - Throws: ``Fault`` `kiosk.key` where its key may not be read, `station.away` where it does not answer.
    static func ask(_ station: Settings<StationSettings>, state: StateDirectory) async throws(Fault) -> StationAnswer {
        let port = station.kioskPort
        func away(_ cause: any Error) -> Fault {
            Fault(
                .stationAway, "the station does not answer on port \(port); start ridgelined or read its journal",
                cause: cause)
        }
        let key: KioskKey
        do { key = try KioskKey.read(from: KioskKey.folder(station.kioskDoor, state: state.root)) } catch {
            // A station that was stopped has taken its key away.
            throw (error.cause as? Fault)?.code == .diskMissing ? away(error) : error
        }
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/status")
        request.headers.add(name: "Authorization", value: key.authorization)
        var configuration = HTTPClient.Configuration()
        // Where nobody listens, nobody is waited for.
        configuration.connectionPool.retryConnectionEstablishment = false
        do {
            return try await HTTPClient.withHTTPClient(configuration: configuration) { [request] client in
                let response = try await client.execute(request, timeout: .seconds(2))
                let body = try await response.body.collect(upTo: Self.answerLimit)
                return try WireJSON.decode(
                    from: Array(body.readableBytesView), limit: Self.answerLimit, naming: "the station's answer")
            }
        } catch let error as IOError where error.errnoCode == ECONNREFUSED {
            throw Fault(
                .stationAway,
                "the station does not answer: nothing listens on port \(port). It may be set to another one, then name its settings "
                    + "with --station-config; or start ridgelined, or read its journal")
        } catch { throw away(error) }
    }

    func text() -> String {
        var lines = ["state directory   \(stateDirectory)"]
        lines.append(
            "device            \(device.map { "\($0), provisioned \(provisioned?.description ?? "?")" } ?? "not provisioned")"
        )
        if let keys { lines.append("private keys      in \(keys.words)") }
        if let certificateEnds {
            lines.append("certificate       until \(certificateEnds), renewed from \(renewalDue?.description ?? "?")")
        }
        let emulated = station?.isEmulated == true ? "EMULATED, no finger is read: " : ""
        let reader = station.map { "\(emulated)\($0.reader.name) \($0.reader.reason)" }
        lines.append("station           \(reader ?? "does not answer")")
        if let link { lines.append("link              \(link.state == .running ? "running" : link.reason)") }
        for (number, reader) in (station?.readers ?? []).enumerated() {
            let says = "\(emulated)\(reader.report.name) \(reader.report.reason)"
            lines.append("reader \(number + 1)          \(reader.device.printable): \(says)")
        }
        for (owner, generation) in (station?.lists?.generations ?? [:]).sorted(by: { $0.key < $1.key }) {
            lines.append("list in force     \(owner), generation \(generation), since \(station?.lists?.since ?? "?")")
        }
        if let lists = station?.lists {
            lines.append("lists signed      \(lists.signed ?? "?"), good until \(lists.expires ?? "?")")
            lines.append("root of trust     until \(lists.rootExpires ?? "?")")
        }
        if let outboxDepth {
            lines.append("outbox            \(outboxDepth) items\(oldestItem.map { ", oldest \($0)" } ?? "")")
        }
        if let audit, audit.broken == nil {
            lines.append("audit             whole: \(audit.extent)")
        }
        for (program, settings) in [("ridgelined", stationSettings), ("ridgeline-link", linkSettings)] {
            lines.append("settings of \(program)")
            lines += settings.map { setting in
                let name = setting.key.padding(toLength: 24, withPad: " ", startingAt: 0)
                return "  \(name) \(setting.value.isEmpty ? "''" : setting.value)   (\(setting.source))"
            }
        }
        lines += problems.map { "PROBLEM           \($0)" }
        return lines.joined(separator: "\n")
    }
}
