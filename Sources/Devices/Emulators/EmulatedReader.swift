public import Ground
public import Imaging

/// An emulated reader of any family, with the hands that use and abuse it.
public protocol EmulatedReader: EmulatedEquipment {
    /// Lays a finger on the glass.
    ///
    /// - Parameter print: of any size; at its own resolution, or the reader's where it states none.
    /// - Throws: ``Fault`` from resampling.
    func present(_ print: GrayImage) async throws(Fault)
    func lift() async
    /// The picture that a driver must deliver for a print on the glass, pixel by pixel.
    func delivered(for print: GrayImage) throws(Fault) -> GrayImage

    /// The family's own faults, besides those of every transfer.
    associatedtype OwnFault: RawRepresentable<String> & CaseIterable & Sendable
    /// Lets a fault happen the next `times` times that it can.
    func inject(_ fault: OwnFault, times: Int) async
}

extension EmulatedReader {
    public func inject(_ fault: OwnFault) async { await inject(fault, times: 1) }

    public var ownFaults: [String] { OwnFault.allCases.map(\.rawValue) }

    public func inject(ownFault name: String, times: Int) async throws(Fault) {
        guard let fault = OwnFault(rawValue: name) else {
            throw Fault(
                .emulatorFault, "this reader has no fault \"\(name)\"; it has \(ownFaults.joined(separator: ", "))")
        }
        await inject(fault, times: times)
    }
}
