import DeviceSettings
import Foundation

@testable import Kiosk

/// What the tests' station was opened with.
enum TheKey {
    static let door: KioskDoor = {
        var random = SystemRandomNumberGenerator()
        return KioskDoor(port: 0, users: [geteuid()], key: KioskKey(using: &random))
    }()
    static var bearer: String { door.key.authorization }
    static var text: String { String(bearer.dropFirst(KioskKey.scheme.count)) }
    static var cookie: String {
        var random = SystemRandomNumberGenerator()
        return "ridgeline=" + door.key.cookie(using: &random)
    }
}
