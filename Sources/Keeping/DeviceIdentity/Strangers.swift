public import Foundation
public import Ground

/// What lies in a folder of one user and belongs to another, as root leaves it where it is stopped in the middle of a
/// `ridgeline import`: the owner can then not go on writing there.
public enum Strangers {
    /// - Parameter folder: whose owner all that is in it should have.
    /// - Returns: `state.foreign` naming the first one; nil where there is none, or nothing can be seen.
    public static func fault(in folder: URL) -> Fault? {
        guard let owner = owner(of: folder) else { return nil }
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let place = all?.nextObject() as? URL {
            guard let other = self.owner(of: place), other != owner else { continue }
            return Fault(
                .stateForeign,
                "\(place.path) belongs to user \(other), so that user \(owner) cannot write there and no list may arrive; "
                    + "where no import runs, stop both daemons and run as root: ridgeline repair")
        }
        return nil
    }

    private static func owner(of place: URL) -> uid_t? {
        var status = stat()
        return lstat(place.path, &status) == 0 ? status.st_uid : nil
    }
}
