internal import Ground
internal import Imaging

extension GrayImage {
    /// The print as a sensor sees it: at the sensor's resolution, centred, cropped, with clean glass around.
    ///
    /// A print that states no resolution is taken to be at the sensor's.
    func onGlass(width: Int, height: Int, pixelsPerInch: Double) throws(Fault) -> GrayImage {
        let print = self.pixelsPerInch == nil ? self : try resampled(toPixelsPerInch: pixelsPerInch)
        return print.centred(width: width, height: height).stated(pixelsPerInch: pixelsPerInch)
    }
}
