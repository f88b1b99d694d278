public import Ground

/// An emulated reader or camera, with the hands that pull its cable and spoil its transfers.
public protocol EmulatedEquipment: Sendable {
    var port: any EmulatedPort { get }
    /// The names of the faults of its kind, besides those of every transfer.
    var ownFaults: [String] { get }

    /// Lets one of ``ownFaults`` happen the next `times` times that it can.
    ///
    /// - Throws: ``Fault`` `emulator.fault` for a name that is not among them.
    func inject(ownFault name: String, times: Int) async throws(Fault)
}
