internal import Hummingbird
internal import NIOCore

/// A request to the kiosk, and the connection it came by.
struct KioskContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
