public import Ground
public import Imaging

/// The inside of a reader that is asked for fingers.
public protocol PolledMachine: EmulatedModel {
    associatedtype OwnFault: RawRepresentable<String> & CaseIterable & Sendable

    /// Pixels of the sensor.
    static var width: Int { get }
    /// Pixels of the sensor.
    static var height: Int { get }
    static var pixelsPerInch: Double { get }

    /// What lies on the glass, as many pixels as the sensor has; nil where nothing does.
    var finger: [UInt8]? { get set }
    /// Lets the fault happen the next `times` times that it can.
    mutating func inject(_ fault: OwnFault, times: Int)
}

/// An emulated reader that is asked for fingers, with the hands that use and abuse it.
///
/// Thread-safe. Put it on a bus with ``EmulatedBus/add(_:)`` and open it with the driver.
public struct EmulatedPolledReader<Machine: PolledMachine>: EmulatedReader {
    public let device: EmulatedDevice<Machine>

    /// - Parameter clock: for what the machine takes, and for the time limits of transfers that are not answered.
    init(_ machine: Machine, port: String, clock: any Clock<Duration>) {
        device = EmulatedDevice(machine, port: port, clock: clock)
    }

    public var port: any EmulatedPort { device }

    public func present(_ print: GrayImage) async throws(Fault) {
        let pixels = try delivered(for: print).withPixels { Array($0) }
        await device.change { $0.finger = pixels }
    }

    public func lift() async { await device.change { $0.finger = nil } }

    public func delivered(for print: GrayImage) throws(Fault) -> GrayImage {
        try print.onGlass(width: Machine.width, height: Machine.height, pixelsPerInch: Machine.pixelsPerInch)
    }

    public func inject(_ fault: Machine.OwnFault, times: Int) async {
        await device.change { $0.inject(fault, times: times) }
    }
}

public typealias EmulatedNB1010 = EmulatedPolledReader<NB1010Machine>
public typealias EmulatedZK4500 = EmulatedPolledReader<ZK4500Machine>

extension EmulatedPolledReader where Machine == NB1010Machine {
    /// - Parameter packetTime: from one of a picture's 90 packets to the next.
    public init(
        serial: String = "emulated", port: String = "9-2", packetTime: Duration = .zero,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.init(NB1010Machine(serial: serial, packetTime: packetTime), port: port, clock: clock)
    }
}

extension EmulatedPolledReader where Machine == ZK4500Machine {
    /// - Parameter imageTime: from a request to the last byte of its picture.
    public init(
        serial: String = "emulated", port: String = "9-3", imageTime: Duration = .zero,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.init(ZK4500Machine(serial: serial, imageTime: imageTime), port: port, clock: clock)
    }
}
