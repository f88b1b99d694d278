/// What an emulated ZK4500 can do wrong besides what every device can, each as often as it was told to.
public enum ZK4500Fault: String, Sendable, Hashable, CaseIterable {
    /// One row less than a picture has.
    case shortPicture
    /// The finger leaves while its picture is taken.
    case liftedDuringPicture
    /// A latent print and dust on the glass, from now on, until it is injected again.
    case dirtyGlass
}
