internal import CaseMessages
internal import Foundation
internal import Ground
internal import TrustedUpdate

/// The inventory as a page for people: no script, nothing from elsewhere, every text of a device escaped.
struct InventoryPage {
    let title: String
    let devices: [Device]
    let now: Timestamp
    /// When the root of trust of the lists ends; nil where that cannot be read, which is among the troubles.
    let rootEnds: Timestamp?
    /// Keys for the safe that lie beside those in daily use.
    let besideOthers: [String]
    /// What is wrong with the hub itself.
    var troubles: [HubTrouble] = []

    var html: String {
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>\(Self.escaped(title)): devices</title>
        <style>body{font:15px sans-serif;margin:2em}td,th{padding:.3em .8em;text-align:left;border-bottom:1px solid #ccc}
        .revoked,.alarm{color:#a00}.silent{color:#a60}</style>
        <h1>\(Self.escaped(title))</h1><p>\(devices.count) devices, \(Self.escaped("\(now)")). <span\
        \(isRootEnding ? " class=\"revoked\"" : "")>The lists' root of trust ends \(rootEnds.map { "\($0)" } ?? "nobody can say when")\
        \(isRootEnding ? ": bring its keys from the safe: ridgeline-hub root --renew" : "").</span>\(safeWarning)</p>\(hubAlarms)
        <table><tr><th>device<th>state<th>last seen<th>lists in force<th>may have<th>queue<th>oldest\
        <th>software<th>keys in<th>certificate ends<th>alarms</tr>
        \(devices.map(row).joined(separator: "\n"))
        </table></html>

        """
    }

    private var safeWarning: String {
        guard !besideOthers.isEmpty else { return "" }
        return """
             <strong class="alarm">On this machine lie \(Self.escaped(besideOthers.joined(separator: " and "))): move them \
            to a safe with ridgeline-hub authority --move-to.</strong>
            """
    }

    private var hubAlarms: String {
        troubles.map { trouble in
            let what = trouble.list.map { "List \($0)" } ?? trouble.effect.rawValue
            return "<p class=\"alarm\">\(Self.escaped("\(what): \(trouble.fault)"))</p>"
        }.joined()
    }

    private var isRootEnding: Bool { (rootEnds?.date.timeIntervalSince(now.date) ?? .infinity) < Lifetimes.rootWarning }

    /// A device is expected to be heard of every quarter of an hour; beyond ``Silence/longest`` it is an alarm.
    private static let silence: Int64 = 3_600_000

    private func row(_ device: Device) -> String {
        let health = device.health
        let lists = (health?.generations ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let isSilent = device.lastSeen.map { now.milliseconds - $0.milliseconds > Self.silence } ?? true
        var cells = ["\(device.identifier)"]
        cells.append(device.revoked.map { "revoked \($0)" } ?? health?.state ?? "never heard of")
        cells.append(device.lastSeen.map { "\($0)" } ?? "never")
        let refused = (health?.refusedLists ?? [:]).sorted { $0.key < $1.key }
            .map { "\($0.key.isEmpty ? "all" : $0.key) cannot be taken (\($0.value))" }
        cells.append((lists + refused).joined(separator: ", "))
        let none = device.hasNoList ? " (none that there is: it searches nobody)" : ""
        cells.append((device.lists.owners?.sorted().joined(separator: ", ") ?? "all") + none)
        cells.append(health.map { "\($0.queueDepth)" } ?? "")
        cells.append(health?.oldestItem.map { "\($0)" } ?? "")
        cells.append(health?.software ?? "")
        cells.append(health?.keys == "tpm" ? "TPM" : health?.keys ?? "")
        cells.append("\(device.certificateEnds)")
        cells.append(device.alarms.map { "\($0.kind.rawValue) since \($0.since): \($0.text)" }.joined(separator: "; "))
        let isWrong = !device.alarms.isEmpty || !refused.isEmpty || device.hasNoList
        let kind = device.revoked != nil ? "revoked" : isWrong ? "alarm" : isSilent ? "silent" : "well"
        return "<tr class=\"\(kind)\">" + cells.map { "<td>\(Self.escaped($0))" }.joined() + "</tr>"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
