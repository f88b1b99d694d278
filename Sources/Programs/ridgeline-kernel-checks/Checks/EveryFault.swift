import Emulators
import Ground
import USBTransport

extension KernelChecks {
    static let everyFault = KernelCheck("every fault gives a picture or a word for the technician, and passes") {
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for name in EmulatorCatalogue.families {
                group.addTask {
                    try await Rig().with(name + ":\(name)") { socket in try await suffer(socket) }
                }
            }
            return try await group.reduce(0, +)
        }
        return "\(count) faults in \(EmulatorCatalogue.families.count) kinds of session"
    }

    private static func suffer(_ socket: Socket) async throws -> Int {
        var count = 0
        for fault in EmulatedFault.allCases {
            await socket.emulator.port.inject(fault, .init())
            try await survive(socket, fault.rawValue)
            count += 1
        }
        for name in socket.emulator.ownFaults {
            try await socket.emulator.inject(ownFault: name, times: 1)
            try await survive(socket, name)
            count += 1
        }
        return count
    }

    /// A session may fail while the fault lasts, and another on a slow machine by its time limits; then the reader takes the right
    /// picture again.
    private static func survive(_ socket: Socket, _ fault: String) async throws {
        let started = ContinuousClock.now
        var words: [String] = []
        defer { trace("\(socket.info.name) \(fault): \(started.duration(to: .now).text) \(words)") }
        for _ in 1...3 {
            do {
                try await socket.takePicture()
                return
            } catch let word as Fault {
                let isKnown = ["usb", "reader"].contains(
                    word.code.rawValue.split(separator: ".").first.map(String.init))
                try require(isKnown, "\(socket.info.name) after \(fault): \(word)")
                words.append("\(word)")
            } catch let failure as CheckFailure { words.append(failure.description) }
        }
        throw CheckFailure("\(socket.info.name): no picture after \(fault) had passed: \(words)")
    }
}
