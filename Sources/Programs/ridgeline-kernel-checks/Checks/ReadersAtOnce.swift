import Emulators
import USBTransport

extension KernelChecks {
    static let readersAtOnce = KernelCheck("two readers with one serial number work at once, beside one that is mute") {
        try await Rig().with(["05ba:000a:SAME", "05ba:000a:SAME", "045e:00ca:MUTE"]) { sockets in
            let names = try await sockets[0].rig.bus.devices().map(\.name)
            try require(
                Set(names).isSuperset(of: sockets.prefix(2).map { "05ba:000a:SAME@\($0.info.port)" }),
                "the readers are named \(names)")
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
