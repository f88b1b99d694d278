public import Fingerprint
public import Ground
public import Interchange

extension Template {
    /// What is left of a template that another system is given as a record and gives back.
    ///
    /// - Throws: ``Fault`` where the format cannot hold the template.
    public func sent(as format: RecordFormat) throws(Fault) -> Template {
        let bytes = try FingerMinutiaeRecord(self, format: format).bytes()
        return try FingerMinutiaeRecord(reading: bytes, .strict).views[0].template()
    }
}
