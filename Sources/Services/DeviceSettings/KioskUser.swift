internal import Foundation
public import Ground

/// Whose connections the officer's page takes: root's, for the technician's tools, the station's own, and those of the user
/// whose browser shows it.
public enum KioskUser {
    /// - Parameter setting: that user's name or number; empty where the browser runs as the station's user.
    /// - Throws: ``Fault`` `kiosk.user` for one that this system does not know.
    public static func allowed(_ setting: String) throws(Fault) -> Set<UInt32> {
        let own: Set<UInt32> = [0, geteuid()]
        guard !setting.isEmpty else { return own }
        guard let user = uid_t(setting) ?? getpwnam(setting)?.pointee.pw_uid else {
            throw Fault(.kioskUser, "kiosk.user is \(setting), whom this system does not know; name the browser's user")
        }
        return own.union([user])
    }
}
