public import Capture
internal import NB1010
internal import URU4000
internal import ZK4500

/// All drivers of the house.
public enum Readers {
    /// - Parameter seed: a fixed seed for readers that scramble their pictures, which replaying a recorded session needs;
    ///   nil draws a random one for every picture.
    public static func drivers(seed: UInt32? = nil) -> [any ReaderDriver] {
        [seed.map { seed in URU4000Driver { seed } } ?? URU4000Driver(), NB1010Driver(), ZK4500Driver()]
    }

    /// Every reader that some driver knows.
    public static var models: [ReaderModel] { drivers().flatMap(\.models) }
}
