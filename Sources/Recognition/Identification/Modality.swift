public import Ground

/// One way of recognising people: how its templates are prepared, and what two of them say.
///
/// Both sides of it: a list record's part becomes a reference, prepared once and searched ever after; a sample's template
/// becomes the probe that is compared with them. ``Galleries`` does the rest, whatever the modality, so that a new one is a
/// folder with a conformer, and its name in the station's assembly.
///
///     struct GaitModality: Modality {
///         let kind = ModalityKind(rawValue: "gait")
///         func prepare(_ template: WipingBytes) throws(Fault) -> Gait { try Gait(template) }
///         func comparer(of probe: Gait) -> GaitComparer { GaitComparer(probe) }
///     }
public protocol Modality: Sendable {
    /// A template ready to be compared; it wipes itself when let go.
    associatedtype Prepared: Sendable
    associatedtype Comparer: TemplateComparer<Prepared>

    /// The record parts and samples that it reads.
    var kind: ModalityKind { get }

    /// - Throws: ``Fault`` for bytes that this version cannot read.
    func prepare(_ template: WipingBytes) throws(Fault) -> Prepared

    /// Asked for once by each thread that compares.
    func comparer(of probe: Prepared) -> Comparer
}

/// Compares one probe with any number of references. One thread at a time.
public protocol TemplateComparer<Prepared> {
    associatedtype Prepared

    /// - Returns: −log10 of the false match rate, from 0: 4 means that one stranger in 10,000 resembles the probe as much.
    func score(against reference: Prepared) -> Double
}
