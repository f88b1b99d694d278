internal import Emulators
public import Ground
public import NIOCore
internal import USBTransport

/// Makes requests of bytes. Total: any bytes give requests, the wish for more bytes, or `usbip.protocol`.
public struct USBIPParser: Sendable {
    /// What a client may send or ask for in one transfer.
    static let mostBytes: UInt32 = 4 << 20
    private static let mostPackets: UInt32 = 1024

    private enum Phase { case operations, transfers }

    private var phase: Phase

    /// - Parameter isAttached: a kernel is at the other end already, so that transfers come first.
    public init(isAttached: Bool) { phase = isAttached ? .transfers : .operations }

    /// Takes the next request from the buffer.
    ///
    /// - Returns: nil when the buffer does not hold a whole one yet.
    /// - Throws: ``Fault`` `usbip.protocol`; the connection must then be closed.
    public mutating func next(from buffer: inout ByteBuffer) throws(Fault) -> USBIPRequest? {
        switch phase {
        case .operations: try operation(&buffer)
        case .transfers: try command(&buffer)
        }
    }

    private mutating func operation(_ buffer: inout ByteBuffer) throws(Fault) -> USBIPRequest? {
        let start = buffer.readerIndex
        guard let version = buffer.getInteger(at: start, as: UInt16.self),
            let code = buffer.getInteger(at: start + 2, as: UInt16.self), buffer.readableBytes >= 8
        else { return nil }
        guard version == USBIPWire.version else { throw Self.fault("version \(version) is spoken, not 1.1.1") }
        switch code {
        case USBIPWire.listRequest:
            buffer.moveReaderIndex(forwardBy: 8)
            return .listDevices
        case USBIPWire.importRequest:
            guard let name = buffer.getBytes(at: start + 8, length: USBIPWire.busIDLength) else { return nil }
            buffer.moveReaderIndex(forwardBy: 8 + USBIPWire.busIDLength)
            phase = .transfers
            return .importDevice(busID: String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
        default: throw Self.fault("operation \(code) is unknown")
        }
    }

    private func command(_ buffer: inout ByteBuffer) throws(Fault) -> USBIPRequest? {
        guard buffer.readableBytes >= USBIPWire.headerLength else { return nil }
        let view = buffer
        func word(_ index: Int) -> UInt32 { view.getInteger(at: view.readerIndex + 4 * index) ?? 0 }
        let number = word(1)
        switch word(0) {
        case USBIPWire.unlink:
            buffer.moveReaderIndex(forwardBy: USBIPWire.headerLength)
            return .unlink(number: number, target: word(5))
        case USBIPWire.submit:
            let (isIn, endpoint, length) = (word(3) == 1, word(4), word(6))
            // Of a transfer that is not isochronous the field is 0, or -1 from old clients.
            let packets = word(8) == .max ? 0 : word(8)
            guard endpoint <= 15, length <= Self.mostBytes, packets <= Self.mostPackets else {
                throw Self.fault("a transfer of \(length) bytes on endpoint \(endpoint) is more than devices have")
            }
            let behind = (isIn ? 0 : Int(length)) + Int(packets) * USBIPWire.isochronousPacketLength
            guard buffer.readableBytes >= USBIPWire.headerLength + behind else { return nil }
            buffer.moveReaderIndex(forwardBy: USBIPWire.headerLength)
            guard let rest = buffer.readBytes(length: behind),
                let setup = view.getBytes(at: view.readerIndex + 40, length: 8)
            else { return nil }
            if packets > 0 { return .isochronous(number: number) }
            return .submit(
                number: number,
                EmulatedTransfer(
                    endpoint: UInt8(endpoint) | (isIn ? 0x80 : 0), request: endpoint == 0 ? Self.request(setup) : nil,
                    data: rest, capacity: isIn ? Int(length) : 0))
        default: throw Self.fault("command \(word(0)) is unknown")
        }
    }

    /// - Parameter setup: the eight bytes of a setup packet (USB 2.0, 9.3).
    private static func request(_ setup: [UInt8]) -> USBControlRequest {
        func word(_ index: Int) -> UInt16 { UInt16(setup[index]) | UInt16(setup[index + 1]) << 8 }
        return USBControlRequest(type: setup[0] & 0x7F, request: setup[1], value: word(2), index: word(4))
    }

    static func fault(_ what: String) -> Fault {
        Fault(.usbipProtocol, "a USB/IP client breaks the protocol: \(what); its connection is closed")
    }
}

/// The parser in a channel's pipeline.
struct USBIPDecoder: ByteToMessageDecoder {
    typealias InboundOut = USBIPRequest

    var parser: USBIPParser

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let request = try parser.next(from: &buffer) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(request))
        return .continue
    }
}
