public import Foundation
public import Ground

/// What opens the officer's page: a secret of this start of the station, in a folder that only the kiosk's user can read.
///
/// Being on the same machine is no identity: every local user can reach the port. The folder holds `key`, for programs, and
/// `open.html`, which the kiosk's browser is started with: it hands the key over without showing it in a command line or an
/// address. A stop ends the key; after a crash it still holds where systemd has held the port meanwhile, so that the page
/// comes back by itself. Where somebody else could have taken the port, and have been shown it, there is a new one.
///
/// Thread-safe; its memory is cleared.
public struct KioskKey: Sendable {
    private static let length = 64

    /// 64 hexadecimal digits.
    let digits: WipingBytes

    /// A key of its own.
    public init(using random: inout some RandomNumberGenerator) {
        digits = WipingBytes(Self.random(Self.length, using: &random))
    }

    /// - Returns: nil where the bytes are no key.
    public init?(_ bytes: some Collection<UInt8>) {
        let isHexadecimal = bytes.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard bytes.count == Self.length, isHexadecimal else { return nil }
        digits = WipingBytes(bytes)
    }

    /// What a program shows as its `Authorization` (RFC 6750).
    public var authorization: String { Self.scheme + digits.withBytes { String(decoding: $0, as: UTF8.self) } }
    public static let scheme = "Bearer "

    /// The folder of a device's key: the one that is set, or one beside the station's other secrets.
    public static func folder(_ setting: String, state: URL) -> URL {
        setting.isEmpty ? state.appending(path: "station/door") : URL(filePath: setting)
    }

    /// Takes the key that a crash has left, or makes one, and writes it down with the page that hands it over, where they
    /// are not there as they must be.
    ///
    /// Who may read the folder is the technician's to say (docs/provisioning.md); one that is not there is made for the
    /// station's own user. One of the station's own that it may not write in is set aside and begun anew; one that a technician
    /// has named stays as it is: what came in its place would be shut to the kiosk's user.
    ///
    /// - Parameters:
    ///   - isOwn: whether the folder is the station's own.
    ///   - isPortHeld: whether nobody else can have listened at the port since the crash.
    ///   - onTrouble: told what could not be written, where the station can start all the same: what is there still opens.
    /// - Throws: ``Fault`` `disk.write` where there is nothing yet that could open the page.
    public static func keep(
        in folder: URL, isOwn: Bool = true, port: Int, isPortHeld: Bool, onTrouble: (Fault) -> Void = { _ in }
    ) throws(Fault) -> KioskKey {
        let now = Timestamp(Date())
        do throws(Fault) { try Folder.make(folder) } catch {
            onTrouble(error)
            guard try Folder.clearWay(for: folder, at: now) else { throw error }
            try Folder.make(folder)
        }
        if isOwn, !Folder.isOpen(folder) {
            onTrouble(shut(folder))
            do throws(Fault) { try Folder.clearWay(for: folder, at: now) } catch { throw shut(folder, cause: error) }
            try Folder.make(folder)
        }
        for file in [keyFile(folder), pageFile(folder)] { try DurableFile.clearWay(for: file, at: now) }
        let kept = try? read(from: folder)
        var random = SystemRandomNumberGenerator()
        let key = (isPortHeld ? kept : nil) ?? KioskKey(using: &random)
        do throws(Fault) { try key.write(key.page(port), to: pageFile(folder)) } catch {
            guard let kept else { throw Folder.isOpen(folder) ? error : shut(folder, cause: error) }
            onTrouble(error)
            return kept
        }
        // The officer gets in; a program reads the earlier one and is told so.
        do throws(Fault) { try key.write(key.digits, to: keyFile(folder)) } catch { onTrouble(error) }
        return key
    }

    private static func shut(_ folder: URL, cause: Fault? = nil) -> Fault {
        Fault(
            .diskWrite,
            "user \(geteuid()) may not write in \(folder.path), where what opens the officer's page must lie; give the folder to that user, or name another one in kiosk.door",
            cause: cause)
    }

    /// Writes this key and its page down again where they are not there as they must be: a full disk that kept them out at
    /// the start passes, and a key that somebody has taken away leaves every program outside.
    ///
    /// - Throws: ``Fault`` `disk.write`.
    public func restore(in folder: URL, port: Int) throws(Fault) {
        try write(page(port), to: Self.pageFile(folder))
        try write(digits, to: Self.keyFile(folder))
    }

    /// A full disk must not stop a start that has nothing to write.
    private func write(_ text: WipingBytes, to file: URL) throws(Fault) {
        var there = try? DurableFile.read(file, limit: 4096)
        defer { there?.wipe() }
        guard there.map(Array.init) != text.withBytes(Array.init) else { return }
        var data = text.withBytes { Data($0) }
        defer { data.wipe() }
        try DurableFile.write(data, to: file, permissions: 0o640)
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
        var data: Data
        do { data = try DurableFile.read(keyFile(folder), limit: length) } catch { throw unreadable(error) }
        defer { data.wipe() }
        guard let key = KioskKey(data) else { throw unreadable(nil) }
        return key
    }

    /// Ends the key: the next start has another.
    public static func remove(from folder: URL) throws(Fault) {
        for file in [keyFile(folder), pageFile(folder)] { try DurableFile.remove(file) }
    }

    /// Whether this is the key; the time it takes says nothing about how much of it is right.
    public func opens(_ shown: some StringProtocol) -> Bool {
        let shown = Array(shown.utf8)
        return digits.withBytes { own in
            own.count == shown.count && zip(own, shown).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
        }
    }

    static func random(_ count: Int, using random: inout some RandomNumberGenerator) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return (0..<count).map { _ in digits[Int.random(in: 0..<16, using: &random)] }
    }

    private static func keyFile(_ folder: URL) -> URL { folder.appending(path: "key") }
    private static func pageFile(_ folder: URL) -> URL { folder.appending(path: "open.html") }

    /// The key goes into the body of a form: addresses are remembered and shown.
    private func page(_ port: Int) -> WipingBytes {
        let beginning = """
            <!doctype html>
            <meta charset="utf-8">
            <title>Ridgeline</title>
            <form method="post" action="http://127.0.0.1:\(port)/open">
            <input type="hidden" name="key" value="
            """
        let end = """
            ">
            <button>Ridgeline</button>
            </form>
            <script>document.forms[0].submit()</script>

            """
        return digits.withBytes { digits in
            let page = [Array(beginning.utf8), Array(digits), Array(end.utf8)].joined()
            return WipingBytes(count: page.count) { target in _ = target.update(fromContentsOf: Array(page)) }
        }
    }
}
