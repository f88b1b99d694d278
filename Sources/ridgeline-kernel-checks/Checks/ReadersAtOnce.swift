import Emulators
import USBTransport

extension KernelChecks {
    static let readersAtOnce = KernelCheck("two readers with one serial number work at once, beside one that is mute") {
        try await Rig().with(["05ba:000a:SAME", "05ba:000a:SAME", "045e:00ca:MUTE"]) { sockets in
            try require(sockets[0].info.name == sockets[1].info.name, "the readers' names differ")
            try require(sockets[0].info != sockets[1].info, "the readers' sockets do not differ")
            await sockets[2].emulator.port.inject(.silence, .init(endpoint: 0, times: .max))
            let mute = Task {
                while !Task.isCancelled { if (try? await sockets[2].session()) != nil { return true } }
                return false
            }
            let started = ContinuousClock.now
            async let first = sockets[0].takePicture()
            async let second = sockets[1].takePicture()
            _ = try await (first, second)
            let took = started.duration(to: .now)
            mute.cancel()
            await sockets[2].emulator.port.unplug()
            try require(await !mute.value, "the mute reader gave a picture")
            return "both in \(took.text)"
        }
    }
}
