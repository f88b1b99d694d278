internal import Ground
internal import Station

/// How the station stands, for technicians and their tools: the screen without anything of a traveller.
struct StatusAnswer: Encodable {
    let number: Int
    let time: Timestamp
    let isEmulated: Bool
    let reader: ReaderReport
    let readers: [StationReader]?
    let lists: ListsReport?
    let refusedLists: [String: String]?
    let outbox: OutboxReport?
    let revoked: Timestamp?
    let refused: [RefusedItem]?
    let camera: CameraReport?
    let alarms: [Alarm]

    init(_ screen: Screen) {
        number = screen.number
        time = screen.time
        isEmulated = screen.isEmulated
        reader = screen.reader
        readers = screen.readers
        lists = screen.lists
        refusedLists = screen.refusedLists
        outbox = screen.outbox
        revoked = screen.revoked
        refused = screen.refused.isEmpty ? nil : screen.refused
        camera = screen.camera
        alarms = screen.alarms
    }
}
