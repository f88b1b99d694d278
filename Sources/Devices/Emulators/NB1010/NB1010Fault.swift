/// What an emulated NB-1010-U can do wrong besides what every device can, each as often as it was told to.
public enum NB1010Fault: String, Sendable, Hashable, CaseIterable {
    /// A packet of 539 bytes in the middle of a picture.
    case shortPacket
    /// Two packets in each other's place.
    case rowsOutOfOrder
    /// The picture is announced and does not come.
    case silentPicture
    /// The picture ends in the middle.
    case endlessPicture
    /// The finger leaves after it was found and before its picture.
    case liftedBeforePicture
    /// Half a picture lies in the reader, as after a session that was cut off; at once.
    case halfPictureLeft
}
