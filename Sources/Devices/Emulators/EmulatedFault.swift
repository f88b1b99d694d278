/// What can go wrong with a transfer of any device.
public enum EmulatedFault: String, Sendable, Hashable, CaseIterable {
    case stall
    /// Half of the bytes.
    case short
    case silence
    /// The first eight bytes are inverted.
    case header
    /// Every eighth byte or so is another one.
    case noise

    /// Which transfers are spoiled.
    public struct Place: Sendable {
        let endpoint: UInt8?
        var skip: Int
        var times: Int

        /// - Parameters:
        ///   - endpoint: nil means the first endpoint other than the default pipe that has something to say.
        ///   - skip: transfers that still go well before.
        public init(endpoint: UInt8? = nil, skip: Int = 0, times: Int = 1) {
            self.endpoint = endpoint
            self.skip = skip
            self.times = times
        }
    }
}

/// The faults that are still to happen.
struct PlannedFaults: Sendable {
    private var planned: [(fault: EmulatedFault, place: EmulatedFault.Place)] = []
    private var noise: UInt64 = 1

    mutating func add(_ fault: EmulatedFault, _ place: EmulatedFault.Place) { planned.append((fault, place)) }

    /// The reply as it arrives.
    mutating func spoil(_ reply: EmulatedReply, endpoint: UInt8) -> EmulatedReply {
        guard case .data(let bytes, let delay) = reply,
            let index = planned.firstIndex(where: { $0.place.endpoint.map { $0 == endpoint } ?? (endpoint & 0x7F != 0) }
            )
        else { return reply }
        guard planned[index].place.skip == 0 else {
            planned[index].place.skip -= 1
            return reply
        }
        let fault = planned[index].fault
        planned[index].place.times -= 1
        if planned[index].place.times <= 0 { planned.remove(at: index) }
        switch fault {
        case .stall: return .stall
        case .silence: return .silence
        case .short: return .data(Array(bytes.prefix(bytes.count / 2)), after: delay)
        case .header: return .data(bytes.prefix(8).map { ~$0 } + bytes.dropFirst(8), after: delay)
        case .noise: return .data(bytes.map { spoiled($0) }, after: delay)
        }
    }

    private mutating func spoiled(_ byte: UInt8) -> UInt8 {
        // The constants of Knuth's MMIX generator: noise need not be random, only the same in every run.
        noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return noise >> 61 == 0 ? byte ^ UInt8(truncatingIfNeeded: noise >> 32) : byte
    }
}
