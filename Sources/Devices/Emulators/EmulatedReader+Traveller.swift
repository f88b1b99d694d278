public import Capture
public import Ground
public import Imaging

extension EmulatedReader {
    /// One traveller, from opening the reader to closing it, also when something goes wrong: the finger lies there
    /// already and is lifted after its picture.
    ///
    /// - Parameter reader: a driver on this emulator.
    public func traveller(with print: GrayImage, at reader: any FingerprintReader) async throws(Fault) -> Frame? {
        do throws(Fault) {
            try await present(print)
            try await reader.open()
            try await reader.awaitFinger()
            let frame = try await reader.capture()
            await lift()
            try await reader.awaitFingerOff()
            await reader.close()
            return frame
        } catch {
            await reader.close()
            throw error
        }
    }
}
