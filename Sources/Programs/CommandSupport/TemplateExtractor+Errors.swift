package import Fingerprint
import Ground
package import Imaging

extension TemplateExtractor {
    /// Extracts, and throws the ``Fault`` or the ``Retry`` itself, as commands report them.
    package func extraction(of image: GrayImage, observer: (any StageObserver)? = nil) throws -> Extraction {
        do { return try extract(image, observer: observer) } catch {
            switch error {
            case .fault(let fault): throw fault
            case .retry(let retry): throw retry
            }
        }
    }
}
