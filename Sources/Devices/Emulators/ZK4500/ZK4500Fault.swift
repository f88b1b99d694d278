/// What an emulated ZK4500 can do wrong besides what every device can, each as often as it was told to.
public enum ZK4500Fault: String, Sendable, Hashable, CaseIterable {
    /// One row less than a picture has.
    case shortPicture
    /// The finger leaves when the reader has shown it once, before the picture that counts.
    case liftedDuringPicture
    /// A latent print and dust on the glass, from now on, until it is injected again.
    case dirtyGlass
}
