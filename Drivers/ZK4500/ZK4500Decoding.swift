package import Ground
package import Imaging

/// From what the reader sends to a picture, without a reader: for measuring and fuzzing.
package enum ZK4500Decoding {
    package static let pictureLength = ZK4500Sensor.pictureLength

    package static func picture(_ bytes: WipingBytes) throws(Fault) -> GrayImage { try Picture.decoded(bytes) }
}
