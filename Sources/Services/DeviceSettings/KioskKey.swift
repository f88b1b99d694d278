public import Foundation
public import Ground

/// What opens the officer's page: a secret of this start of the station, in a folder that only the kiosk's user can read.
///
/// Being on the same machine is no identity: every local user can reach the port. The folder holds `key`, for programs, and
/// `open.html`, which the kiosk's browser is started with: it hands the key over without showing it in a command line or an
/// address. A stop ends the key; after a crash it still holds, so that the page comes back by itself.
public struct KioskKey: Sendable, Equatable {
    private static let length = 64

    /// 64 hexadecimal digits.
    public let text: String

    /// A key of its own.
    public init(using random: inout some RandomNumberGenerator) {
        text = Hex.encode((0..<Self.length / 2).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    /// - Returns: nil where the text is no key.
    public init?(_ text: String) {
        guard text.utf8.count == Self.length, Hex.decode(text) != nil else { return nil }
        self.text = text
    }

    /// What a program shows as its `Authorization` (RFC 6750).
    public var authorization: String { Self.scheme + text }
    public static let scheme = "Bearer "

    /// The folder of a device's key: the one that is set, or one beside the station's other secrets.
    public static func folder(_ setting: String, state: URL) -> URL {
        setting.isEmpty ? state.appending(path: "station/door") : URL(filePath: setting)
    }

    /// Takes the key that a crash has left, or makes one, and writes it down with the page that hands it over.
    ///
    /// Who may read the folder is the technician's to say (docs/provisioning.md); one that is not there is made for the
    /// station's own user.
    ///
    /// - Throws: ``Fault`` `disk.write`.
    public static func keep(in folder: URL, port: Int) throws(Fault) -> KioskKey {
        try Folder.make(folder)
        var random = SystemRandomNumberGenerator()
        let kept = try? read(from: folder)
        let key = kept ?? KioskKey(using: &random)
        try DurableFile.write(Data(key.text.utf8), to: keyFile(folder), permissions: 0o640)
        try DurableFile.write(Data(page(key, port).utf8), to: pageFile(folder), permissions: 0o640)
        return key
    }

    /// What a program that may read the folder shows the station.
    ///
    /// - Throws: ``Fault`` `kiosk.key` where it may not, or where no station runs: its cause is `disk.missing` then.
    public static func read(from folder: URL) throws(Fault) -> KioskKey {
        func unreadable(_ cause: Fault?) -> Fault {
            Fault(
                .kioskKey,
                "cannot read \(keyFile(folder).path); start ridgelined, and run this as its user, the kiosk's or root",
                cause: cause)
        }
        let data: Data
        do { data = try DurableFile.read(keyFile(folder), limit: length) } catch { throw unreadable(error) }
        guard let key = KioskKey(String(decoding: data, as: UTF8.self)) else { throw unreadable(nil) }
        return key
    }

    /// Ends the key: the next start has another.
    public static func remove(from folder: URL) throws(Fault) {
        for file in [keyFile(folder), pageFile(folder)] { try DurableFile.remove(file) }
    }

    /// Whether this is the key; the time it takes says nothing about how much of it is right.
    public func opens(_ shown: some StringProtocol) -> Bool {
        let (own, other) = (Array(text.utf8), Array(shown.utf8))
        guard own.count == other.count else { return false }
        return zip(own, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func keyFile(_ folder: URL) -> URL { folder.appending(path: "key") }
    private static func pageFile(_ folder: URL) -> URL { folder.appending(path: "open.html") }

    /// The key goes into the body of a form: addresses are remembered and shown.
    private static func page(_ key: KioskKey, _ port: Int) -> String {
        """
        <!doctype html>
        <meta charset="utf-8">
        <title>Ridgeline</title>
        <form method="post" action="http://127.0.0.1:\(port)/open">
        <input type="hidden" name="key" value="\(key.text)">
        <button>Ridgeline</button>
        </form>
        <script>document.forms[0].submit()</script>

        """
    }
}
