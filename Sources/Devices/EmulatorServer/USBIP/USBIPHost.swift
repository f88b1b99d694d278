internal import Emulators
internal import Ground
internal import NIOCore
internal import Synchronization
import USBTransport

/// A kernel that has imported a device: carries its transfers to the device, and the answers back.
final class USBIPHost: Sendable {
    /// Linux has a few transfers per endpoint under way; who has more means harm.
    private static let mostTransfers = 256

    private let port: any EmulatedPort
    private let channel: any Channel
    private let underWay = Mutex<Set<UInt32>>([])

    init(_ port: any EmulatedPort, channel: any Channel) {
        self.port = port
        self.channel = channel
    }

    /// - Throws: ``Fault`` `usbip.protocol` for a number that is in use, and for too many transfers at once.
    func submit(_ number: UInt32, _ transfer: EmulatedTransfer) async throws(Fault) {
        let isNew = underWay.withLock { $0.count < Self.mostTransfers && $0.insert(number).inserted }
        guard isNew else { throw USBIPParser.fault("transfer \(number) is under way already, or too many are") }
        await port.begin(transfer, number: Int(number)) { [self] result in
            _ = underWay.withLock { $0.remove(number) }
            if let reply = Self.reply(number, transfer, result) { channel.writeAndFlush(reply, promise: nil) }
        }
    }

    func unlink(_ number: UInt32, target: UInt32) async {
        let wasUnderWay = await port.cancel(Int(target))
        send(USBIPReply.unlink(number, status: wasUnderWay ? USBIPWire.Status.unlinked : 0))
    }

    func refuse(_ number: UInt32) { send(USBIPReply.submit(number, status: USBIPWire.Status.invalid)) }

    private func send(_ reply: ByteBuffer) { channel.writeAndFlush(reply, promise: nil) }

    /// nil where the host expects no answer: it has taken the transfer back, or the cable is out.
    private static func reply(
        _ number: UInt32, _ transfer: EmulatedTransfer, _ result: Result<[UInt8], Fault>
    ) -> ByteBuffer? {
        switch result {
        case .success(let bytes):
            let count = transfer.capacity > 0 ? bytes.count : transfer.data.count
            return USBIPReply.submit(number, status: 0, count: count, data: bytes)
        case .failure(let fault):
            switch fault.code {
            case .usbStall: return USBIPReply.submit(number, status: USBIPWire.Status.stalled)
            case .usbCancelled, .deviceUnplugged: return nil
            default: return USBIPReply.submit(number, status: USBIPWire.Status.protocolError)
            }
        }
    }
}
