internal import CTSS2
internal import Foundation
internal import Ground

/// One short conversation with a TPM 2.0 through the TSS's ESAPI; what it loads is flushed again.
///
/// Opened for each operation, so that a TPM that was away and came back needs no special care, and two processes can
/// share one without a resource manager. Not thread-safe.
final class TPMConnection {
    private let context: OpaquePointer
    private var transport: OpaquePointer?
    /// The library would write its own lines to the standard error, where the journal is.
    private static let quiet: Void = { _ = setenv("TSS2_LOG", "all+NONE", 0) }()

    /// - Parameter address: as `tpm2-tools` name it (TCTI), for example `device:/dev/tpmrm0` or
    ///   `swtpm:host=127.0.0.1,port=2321`.
    /// - Throws: ``Fault`` `tpm.unreachable`.
    init(_ address: String) throws(Fault) {
        _ = Self.quiet
        var transport: OpaquePointer?
        var context: OpaquePointer?
        var code = Tss2_TctiLdr_Initialize(address, &transport)
        if code == 0 {
            code = Esys_Initialize(&context, transport, nil)
            if code != 0 { Tss2_TctiLdr_Finalize(&transport) }
        }
        guard code == 0, let context else { throw Self.unreachable(address, code) }
        self.context = context
        self.transport = transport
        closeInChildren()
        // A TPM that the firmware has started says so and goes on; an emulated one may be fresh.
        code = Esys_Startup(context, 0)
        guard code == 0 || code == Self.alreadyStarted else { throw Self.unreachable(address, code) }
    }

    /// A child process that inherited the connection would keep it open, and everybody else waiting.
    private func closeInChildren() {
        var handles: UnsafeMutablePointer<TSS2_TCTI_POLL_HANDLE>?
        var count = 0
        guard Esys_GetPollHandles(context, &handles, &count) == 0, let handles else { return }
        for handle in UnsafeBufferPointer(start: handles, count: count) { _ = fcntl(handle.fd, F_SETFD, FD_CLOEXEC) }
        Esys_Free(handles)
    }

    deinit {
        var context: OpaquePointer? = context
        Esys_Finalize(&context)
        if transport != nil { Tss2_TctiLdr_Finalize(&transport) }
    }

    /// A new, random storage key below the owner's primary, loaded; its private part is nowhere but in the TPM.
    func makeStorageKey() throws(Fault) -> TPMHandle {
        var empty = TPM2B_SENSITIVE_CREATE()
        var template = ridgeline_storage_template()
        var (outside, registers) = (TPM2B_DATA(), TPML_PCR_SELECTION())
        var primary = Self.none
        try check(
            Esys_CreatePrimary(
                context, ESYS_TR(Self.owner), Self.password, Self.none, Self.none, &empty, &template, &outside,
                &registers, &primary, nil, nil, nil, nil))
        defer { flush(primary) }
        let (own, `private`) = try create(below: primary, template, secret: [])
        return try load(own, `private`, below: primary)
    }

    /// Makes a loaded key survive restarts at a persistent handle.
    func persist(_ key: TPMHandle, at handle: UInt32) throws(Fault) {
        var kept = Self.none
        try check(
            Esys_EvictControl(
                context, ESYS_TR(Self.owner), key.value, Self.password, Self.none, Self.none, handle, &kept))
        Esys_TR_Close(context, &kept)
    }

    /// Forgets a persistent key for ever.
    func evict(_ handle: UInt32) throws(Fault) {
        guard let key = try persistent(handle) else { return }
        var kept = Self.none
        try check(
            Esys_EvictControl(
                context, ESYS_TR(Self.owner), key, Self.password, Self.none, Self.none, handle, &kept))
    }

    /// The key at a persistent handle; nil where there is none.
    func persistent(_ handle: UInt32) throws(Fault) -> ESYS_TR? {
        var key = Self.none
        let code = Esys_TR_FromTPMPublic(context, handle, Self.none, Self.none, Self.none, &key)
        if code & 0xFFFF == Self.nothingThere { return nil }
        try check(code)
        return key
    }

    /// The digest of a key's public part: who it is.
    func name(_ key: ESYS_TR) throws(Fault) -> [UInt8] {
        var name: UnsafeMutablePointer<TPM2B_NAME>?
        try check(Esys_TR_GetName(context, key, &name))
        defer { Esys_Free(name) }
        return name.map { pointer in
            withUnsafeBytes(of: pointer.pointee.name) { Array($0.prefix(Int(pointer.pointee.size))) }
        } ?? []
    }

    /// Makes an object below a parent; a secret crosses the bus encrypted.
    func create(
        below parent: ESYS_TR, _ template: TPM2B_PUBLIC, secret: [UInt8]
    ) throws(Fault) -> (TPM2B_PUBLIC, TPM2B_PRIVATE) {
        var template = template
        var sensitive = TPM2B_SENSITIVE_CREATE()
        defer { withUnsafeMutableBytes(of: &sensitive) { wipeBytes($0) } }
        withUnsafeMutableBytes(of: &sensitive.sensitive.data.buffer) { $0.copyBytes(from: secret) }
        sensitive.sensitive.data.size = UInt16(secret.count)
        var (outside, registers) = (TPM2B_DATA(), TPML_PCR_SELECTION())
        var own: UnsafeMutablePointer<TPM2B_PUBLIC>?
        var `private`: UnsafeMutablePointer<TPM2B_PRIVATE>?
        let session = secret.isEmpty ? Self.none : try encryptedSession(parent)
        defer { flush(session) }
        try check(
            Esys_Create(
                context, parent, Self.password, session, Self.none, &sensitive, &template, &outside, &registers,
                &`private`, &own, nil, nil, nil))
        defer {
            Esys_Free(own)
            Esys_Free(`private`)
        }
        guard let own, let `private` else { throw Self.failure(0) }
        return (own.pointee, `private`.pointee)
    }

    /// Loads an object; it is flushed when the handle is let go.
    func load(_ own: TPM2B_PUBLIC, _ `private`: TPM2B_PRIVATE, below parent: ESYS_TR) throws(Fault) -> TPMHandle {
        var (own, `private`, handle) = (own, `private`, Self.none)
        try check(
            Esys_Load(context, parent, Self.password, Self.none, Self.none, &`private`, &own, &handle))
        return TPMHandle(handle, of: self)
    }

    /// The bytes of a sealed object; they cross the bus encrypted.
    func unseal(_ object: TPMHandle, below parent: ESYS_TR) throws(Fault) -> WipingBytes {
        var data: UnsafeMutablePointer<TPM2B_SENSITIVE_DATA>?
        let session = try encryptedSession(parent)
        defer { flush(session) }
        try check(Esys_Unseal(context, object.value, Self.password, session, Self.none, &data))
        guard let data else { throw Self.failure(0) }
        defer {
            wipeBytes(UnsafeMutableRawBufferPointer(start: data, count: MemoryLayout<TPM2B_SENSITIVE_DATA>.size))
            Esys_Free(data)
        }
        return withUnsafeBytes(of: &data.pointee.buffer) { WipingBytes($0.prefix(Int(data.pointee.size))) }
    }

    /// Signs a SHA-256 digest.
    ///
    /// - Returns: r and s, each with as many bytes as the TPM gives it.
    func sign(_ digest: [UInt8], with key: TPMHandle) throws(Fault) -> (r: [UInt8], s: [UInt8]) {
        var input = TPM2B_DIGEST()
        input.size = UInt16(digest.count)
        withUnsafeMutableBytes(of: &input.buffer) { $0.copyBytes(from: digest) }
        var (scheme, ticket) = (ridgeline_signature_scheme(), ridgeline_no_ticket())
        var signature: UnsafeMutablePointer<TPMT_SIGNATURE>?
        try check(
            Esys_Sign(
                context, key.value, Self.password, Self.none, Self.none, &input, &scheme, &ticket, &signature))
        guard let signature else { throw Self.failure(0) }
        defer { Esys_Free(signature) }
        func bytes(_ number: TPM2B_ECC_PARAMETER) -> [UInt8] {
            withUnsafeBytes(of: number.buffer) { Array($0.prefix(Int(number.size))) }
        }
        let parts = signature.pointee.signature.ecdsa
        return (bytes(parts.signatureR), bytes(parts.signatureS))
    }

    fileprivate func flush(_ handle: ESYS_TR) {
        if handle != Self.none { Esys_FlushContext(context, handle) }
    }

    /// A session salted with the parent's key, so that who listens on the bus between processor and TPM learns nothing.
    private func encryptedSession(_ parent: ESYS_TR) throws(Fault) -> ESYS_TR {
        var cipher = ridgeline_session_cipher()
        var session = Self.none
        try check(
            Esys_StartAuthSession(
                context, parent, Self.none, Self.none, Self.none, Self.none, nil, TPM2_SE(0), &cipher, Self.sha256,
                &session))
        try check(
            Esys_TRSess_SetAttributes(context, session, TPMA_SESSION(ridgeline_encrypted_session), 0xFF))
        return session
    }

    private func check(_ code: TSS2_RC) throws(Fault) {
        guard code != 0 else { return }
        // The layer above the TPM itself could not talk to it.
        if code & 0x00FF_0000 == 0x000A_0000 { throw Self.unreachable("its address", code) }
        throw Self.failure(code)
    }

    private static let none = ESYS_TR(0xFFF)
    private static let password = ESYS_TR(0x0FF)
    private static let owner: UInt32 = 0x101
    private static let sha256: UInt16 = 0x000B
    private static let alreadyStarted: TSS2_RC = 0x100
    private static let nothingThere: TSS2_RC = 0x18B
    private static let (integrity, wrongSize, binding): (TSS2_RC, TSS2_RC, TSS2_RC) = (0x9F, 0x95, 0xA5)
    private static let (badPassword, wrongPassword): (TSS2_RC, TSS2_RC) = (0xA2, 0x8E)
    private static let (full, occupied): (TSS2_RC, TSS2_RC) = (0x14B, 0x14C)

    private static func unreachable(_ address: String, _ code: TSS2_RC) -> Fault {
        Fault(
            .tpmUnreachable,
            "the TPM at \(address) does not answer (\(text(code))); check that the kernel sees it and that this user may open it"
        )
    }

    /// Part 2 of the TPM library, 6.6.2: a code of format one also says which parameter is meant.
    private static func failure(_ code: TSS2_RC) -> Fault {
        let text = text(code)
        return switch code & 0x80 != 0 ? code & 0xBF : code & 0xFFFF {
        case integrity, wrongSize, binding:
            Fault(.keyDamaged, "the TPM does not know this key as its own (\(text)); reset and enrol again")
        case occupied: Fault(.tpmOccupied, "the TPM's place for the key is taken; try again")
        case full:
            Fault(.tpmFull, "the TPM has no room for another key; evict what is not needed (tpm2_evictcontrol)")
        case badPassword, wrongPassword:
            Fault(.tpmOwner, "the TPM's owner hierarchy has a password; remove it (tpm2_changeauth -c owner)")
        default: Fault(.tpmFailed, "the TPM refuses (\(text)); run tpm2_selftest, and read the kernel's journal")
        }
    }

    private static func text(_ code: TSS2_RC) -> String {
        Tss2_RC_Decode(code).map { String(cString: $0) } ?? "\(code)"
    }
}

/// A loaded object; flushed when it is let go.
final class TPMHandle {
    let value: ESYS_TR
    private let connection: TPMConnection

    init(_ value: ESYS_TR, of connection: TPMConnection) { (self.value, self.connection) = (value, connection) }

    deinit { connection.flush(value) }
}

/// Overwrites memory that the library handed out.
private func wipeBytes(_ bytes: UnsafeMutableRawBufferPointer) {
    if let base = bytes.baseAddress { explicit_bzero(base, bytes.count) }
}
