/// What a measurement of a hub has found.
struct HubLoadReport: Encodable {
    let devices: Int
    let hubs: Int
    let database: String
    let itemBytes: Int
    /// Until every device had connected and fetched the lists.
    let connectSeconds: Double
    /// Of the work after that.
    let seconds: Double
    /// Requests, or items that every hub signed for.
    let served: Int
    let failures: Int
    let perSecond: Double
    let kinds: [String: Latencies.Summary]
    let allButConnect: Latencies.Summary?
    let hubCPUSecondsConnecting: Double
    let hubCPUSeconds: Double
    let clientCPUSeconds: Double
    let load: [Double]

    var text: String {
        func round(_ value: Double) -> Double { (value * 100).rounded() / 100 }
        let kinds = kinds.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value.line)" }
        return """
            \(devices) devices at \(hubs) hub process(es), \(database), hits of \(itemBytes) bytes
            connected, lists fetched: \(round(connectSeconds)) s (hub CPU \(round(hubCPUSecondsConnecting)) s)
            work: \(served) served in \(round(seconds)) s, \(round(perSecond)) per second, \(failures) failed or repeated
            all but connecting: \(allButConnect?.line ?? "nothing")
            \(kinds.joined(separator: "\n"))
            CPU while working: hub \(round(hubCPUSeconds)) s, devices \(round(clientCPUSeconds)) s
            load averages now: \(load.map { "\(round($0))" }.joined(separator: " "))
            """
    }
}
