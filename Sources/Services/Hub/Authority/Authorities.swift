internal import Crypto
internal import Foundation
internal import Ground
internal import X509

/// The authority that signs, and the next one, which every device knows years before it is needed.
///
/// So the roots of trust are changed without a visit to any device, in time, or at once when a key was stolen. The next
/// one's key lies in a safe until then (`authority-next.key`), or for a demo in `keys`.
struct Authorities: Sendable {
    /// An authority signs for ten years after the time in which it was the next.
    private static let validity = 3652 * CertificateAuthority.day
    /// The shift is this long before the end: everything that was signed until then has been renewed twice.
    private static let early = 2 * CertificateAuthority.deviceValidity
    /// This long before the end nothing is gained by waiting any more.
    private static let late = 7 * CertificateAuthority.day

    let current: CertificateAuthority
    /// nil in a folder that ``prepare(_:now:)`` has not seen.
    let next: Certificate?
    /// The one before, whose devices are let in; nil before the first shift.
    let past: Certificate?

    /// What devices are to trust, PEM.
    var bundle: String {
        get throws(Fault) {
            try CertificateText.pem(current.certificate) + (try next.map(CertificateText.pem) ?? "")
        }
    }

    /// Whose devices are let in.
    var all: [Certificate] { [current.certificate] + [next, past].compactMap(\.self) }

    /// Digest of the newest one that devices are told of: who knows it bears a shift.
    var newest: Data { get throws(Fault) { try CertificateText.digest(next ?? current.certificate) } }

    /// Whether a shift was cut before there was another next one: it is to be finished.
    var isShifting: Bool { next == current.certificate }

    /// When it last shifted, in seconds; nil where it never has.
    var lastShift: Timestamp? { past == nil ? nil : next.map { Timestamp(Self.made($0)) } }

    /// Whether it is time to shift, two years before the end.
    func isDue(_ now: Date) -> Bool { remaining(now) < Self.early }

    /// Whether devices that know this one alone are shut out in any case, because it ends.
    func isEnding(_ now: Date) -> Bool { remaining(now) < Self.late }

    private func remaining(_ now: Date) -> TimeInterval { current.certificate.notValidAfter.timeIntervalSince(now) }

    /// When an authority became the next one, in seconds; the first of all, which never was, long before it was there.
    static func made(_ authority: Certificate) -> Date { authority.notValidAfter - 2 * validity }

    /// Reads the authorities.
    ///
    /// - Throws: ``Fault`` `hub.lost`, `hub.key`, `hub.certificate`, `disk.*`.
    init(_ keys: URL) throws(Fault) {
        let certificate = try CertificateText.kept(Self.file(keys, .current, "crt"))
        var key = try KeyFile.signing(Self.file(keys, .current, "key"))
        // A shift that was interrupted between its two renames.
        if Certificate.PublicKey(key.publicKey) != certificate.publicKey,
            FileManager.default.fileExists(atPath: Self.nextKey(keys).path)
        {
            key = try KeyFile.signing(Self.nextKey(keys))
        }
        current = try CertificateAuthority(certificate, key: key)
        next = try CertificateText.find(Self.file(keys, .next, "crt"))
        past = try CertificateText.find(Self.file(keys, .past, "crt"))
    }

    /// The same, of a hub that is whole: also a shift leaves a next one there at each instant, and every device knows it.
    ///
    /// - Throws: ``Fault`` as ``init(_:)``.
    static func whole(_ keys: URL) throws(Fault) -> Authorities {
        let authorities = try Authorities(keys)
        guard authorities.next != nil else { throw Fault.lost(file(keys, .next, "crt")) }
        return authorities
    }

    /// Makes the first authorities, or finishes a shift that was interrupted; not for two processes at once.
    ///
    /// - Parameters:
    ///   - safe: where the key of a new next authority is put; nil for `keys`.
    ///   - isNew: whether the first authorities may be made.
    /// - Throws: ``Fault`` `hub.lost` where one is gone, `hub.key`, `hub.certificate`, `disk.*`.
    static func prepare(_ keys: URL, safe: URL? = nil, now: Date, isNew: Bool = false) throws(Fault) {
        if isNew { try make(keys, .current, until: now + validity) }
        let present = try isNew ? Authorities(keys) : whole(keys)
        guard present.isShifting || present.next == nil else { return }
        try finish(keys, present.current.certificate, safe: safe)
        try make(keys, .next, in: safe, until: now + 2 * validity, insteadOf: present.next)
    }

    /// Lets the next authority sign from now on, and makes a new next one; cut anywhere, it is finished by another call.
    ///
    /// A call after one that was whole shifts again, and devices bear one shift: see ``Hub/shiftAuthority(safe:shuttingOut:)``.
    ///
    /// - Parameter safe: where its key lies, and the key of the one after it is put; nil for `keys`.
    /// - Throws: ``Fault`` `hub.authority.next` where its key is not there.
    static func shift(_ keys: URL, safe: URL? = nil, now: Date) throws(Fault) {
        let present = try Authorities(keys)
        guard !present.isShifting else { return try prepare(keys, safe: safe, now: now) }
        if let safe { try bring(present.next, from: safe, to: keys) }
        guard let next = present.next, FileManager.default.fileExists(atPath: nextKey(keys).path) else {
            throw Fault(
                .hubAuthorityNext,
                "\(nextKey(keys).path) is not there; name the safe that has it: ridgeline-hub authority --shift --safe DIR"
            )
        }
        _ = try CertificateAuthority(next, key: try KeyFile.signing(nextKey(keys)))
        try DurableFile.write(
            Data(CertificateText.pem(present.current.certificate).utf8), to: file(keys, .past, "crt"),
            permissions: 0o600)
        try DurableFile.write(
            Data(CertificateText.pem(next).utf8), to: file(keys, .current, "crt"), permissions: 0o600)
        try prepare(keys, safe: safe, now: now)
    }

    /// Copies the key of this authority from the safe, if it is the one that lies there.
    private static func bring(_ next: Certificate?, from safe: URL, to keys: URL) throws(Fault) {
        let (there, here) = (nextKey(safe), nextKey(keys))
        guard let next, FileManager.default.fileExists(atPath: there.path),
            Certificate.PublicKey(try KeyFile.signing(there).publicKey) == next.publicKey
        else {
            throw Fault(
                .hubAuthorityNext, "\(there.path) is not the key of the next authority; look for it in another safe")
        }
        try KeyFile.copy(there, to: here)
    }

    private enum Place: String { case current = "authority", next = "authority-next", past = "authority-past" }

    /// The files of their certificates, each of which may be absent.
    static func certificates(_ keys: URL) -> [URL] {
        [Place.past, .current, .next].map { file(keys, $0, "crt") }
    }

    /// Where the next one's key lies in a folder that has it.
    static func nextKey(_ keys: URL) -> URL { file(keys, .next, "key") }

    private static func file(_ keys: URL, _ place: Place, _ kind: String) -> URL {
        keys.appending(path: "\(place.rawValue).\(kind)")
    }

    /// Puts the key beside the certificate that signs, and frees the place of the next one's key, also in the safe.
    private static func finish(_ keys: URL, _ certificate: Certificate, safe: URL?) throws(Fault) {
        func isOurs(_ key: URL) throws(Fault) -> Bool {
            guard FileManager.default.fileExists(atPath: key.path) else { return false }
            return Certificate.PublicKey(try KeyFile.signing(key).publicKey) == certificate.publicKey
        }
        if try isOurs(nextKey(keys)) { try DurableFile.move(nextKey(keys), to: file(keys, .current, "key")) }
        if let safe, try isOurs(nextKey(safe)) { try DurableFile.remove(nextKey(safe)) }
    }

    /// - Parameter old: the one in whose place it comes: what else is there stays.
    private static func make(
        _ keys: URL, _ place: Place, in safe: URL? = nil, until end: Date, insteadOf old: Certificate? = nil
    ) throws(Fault) {
        guard try CertificateText.find(file(keys, place, "crt")) == old else { return }
        let key = try KeyFile.signing(file(safe ?? keys, place, "key"), isNew: true)
        let certificate = try CertificateAuthority.root(key, until: end)
        try DurableFile.write(
            Data(CertificateText.pem(certificate).utf8), to: file(keys, place, "crt"), permissions: 0o600)
    }
}
