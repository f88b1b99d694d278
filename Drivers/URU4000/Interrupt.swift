internal import Ground

/// What the reader says on its interrupt endpoint.
enum Interrupt: UInt16, Sendable {
    case fingerOn = 0x0101
    case fingerOff = 0x0200
    /// The next picture will probably be empty; the reader must be opened again.
    case death = 0x0800
    case powerOn = 0x56AA

    /// nil for packets that are too short or of a type nobody knows; both are ignored.
    ///
    /// The first two bytes are the type, most significant first; the rest is left over from earlier packets.
    init?(packet: [UInt8]) {
        guard packet.count >= 2 else { return nil }
        self.init(rawValue: UInt16(packet.prefix(2), .bigEndian))
    }
}
