// swift-tools-version: 6.2
// The house, floor by floor: a target depends on floors below its own, or beside it without a circle (docs/architecture.md).
// A target lies in Sources/<floor>/<name> unless it says otherwise, its tests in Tests/<floor>/<name>Tests.
// `RIDGELINE_TARGETS=Fingerprint,Imaging` keeps those targets, what they need, and the tests that need nothing else;
// `RIDGELINE_TARGETS=FingerprintTests swift test` builds and runs that one.
import PackageDescription

// MARK: - Settings

// A warning of our own sources stops the build.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
// Pictures are slow to test unoptimised, so the computing targets are optimised in debug builds too.
let optimised = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]
let fuzzes = Context.environment["RIDGELINE_FUZZ"] != nil
// Under a sanitizer no loop is vectorised, and clang warns of each that asks for it.
let optimisedC = strictC + [.unsafeFlags(["-O3", "-fno-math-errno"] + (fuzzes ? ["-Wno-pass-failed"] : []))]

func product(_ name: String, _ package: String) -> Target.Dependency { .product(name: name, package: package) }
let crypto = product("Crypto", "swift-crypto")
let cryptoExtras = product("CryptoExtras", "swift-crypto")
let x509 = product("X509", "swift-certificates")
let asn1 = product("SwiftASN1", "swift-asn1")
let grdb = product("GRDB", "GRDB.swift")
let sqlite = product("GRDBSQLite", "GRDB.swift")
let logging = product("Logging", "swift-log")
let metrics = product("CoreMetrics", "swift-metrics")
let metricsTestKit = product("MetricsTestKit", "swift-metrics")
let lifecycle = product("ServiceLifecycle", "swift-service-lifecycle")
let unixSignals = product("UnixSignals", "swift-service-lifecycle")
let arguments = product("ArgumentParser", "swift-argument-parser")
let yams = product("Yams", "Yams")
let hummingbird = product("Hummingbird", "hummingbird")
let hummingbirdCore = product("HummingbirdCore", "hummingbird")
let httpClient = product("AsyncHTTPClient", "async-http-client")
let nio = product("NIOCore", "swift-nio")
let nioPosix = product("NIOPosix", "swift-nio")
let nioTLS = product("NIOTLS", "swift-nio")
let nioEmbedded = product("NIOEmbedded", "swift-nio")
let nioHTTP = product("NIOHTTP1", "swift-nio")
let nioHTTPTypes = product("NIOHTTPTypes", "swift-nio-extras")
let nioHTTPTypesHTTP1 = product("NIOHTTPTypesHTTP1", "swift-nio-extras")
let nioSSL = product("NIOSSL", "swift-nio-ssl")
let httpTypes = product("HTTPTypes", "swift-http-types")

// MARK: - Floor 0, ground: no knowledge of fingers

let ground: [Target] = [
    .target(name: "Ground", swiftSettings: optimised),
    .systemLibrary(name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CTSS2", pkgConfig: "tss2-esys", providers: [.apt(["libtss2-dev"])]),
    .target(name: "CVideo4Linux", cSettings: strictC),
    .target(name: "CProcess", cSettings: strictC),
    .target(name: "CAllocations", cSettings: strictC),
    .target(name: "CWipingFree", cSettings: strictC),
    .target(
        name: "CImageCodecs", cSettings: optimisedC, linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png16")]),
    .target(name: "CKernels", cSettings: optimisedC),
    .target(name: "Imaging", dependencies: ["Ground", "CImageCodecs", "CZlib"], swiftSettings: optimised),
    .target(name: "SQLiteStorage", dependencies: ["Ground", grdb], swiftSettings: strict),
]

// MARK: - Floor 1, core: pure computation

let core: [Target] = [
    .target(name: "Fingerprint", dependencies: ["Ground", "Imaging", "CKernels"], swiftSettings: optimised),
    .target(name: "SyntheticPrints", dependencies: ["Ground", "Imaging", "Fingerprint"], swiftSettings: optimised),
]

// MARK: - Floor 2, devices: readers and cameras

let devices: [Target] = [
    .target(name: "USBTransport", dependencies: ["Ground", "CLibUSB"], swiftSettings: strict),
    .target(name: "Capture", dependencies: ["Ground", "Imaging", "USBTransport"], swiftSettings: optimised),
    .target(
        name: "URU4000", dependencies: ["Ground", "Imaging", "Capture", "USBTransport", cryptoExtras],
        path: "Drivers/URU4000", swiftSettings: optimised),
    .target(
        name: "V4L2Camera", dependencies: ["Ground", "Capture", "CVideo4Linux"],
        path: "Drivers/V4L2Camera", swiftSettings: strict),
    .target(
        name: "NB1010", dependencies: ["Ground", "Imaging", "Capture", "USBTransport"], path: "Drivers/NB1010",
        swiftSettings: optimised),
    .target(
        name: "ZK4500", dependencies: ["Ground", "Imaging", "Capture", "USBTransport"], path: "Drivers/ZK4500",
        swiftSettings: optimised),
    .target(
        name: "Emulators",
        dependencies: [
            "Ground", "Imaging", "Capture", "USBTransport", "V4L2Camera", "CVideo4Linux", crypto, cryptoExtras,
        ],
        swiftSettings: optimised),
    .target(
        name: "VendorProcess", dependencies: ["Ground", "Imaging", "Capture"], path: "Drivers/VendorProcess",
        swiftSettings: optimised),
    .target(
        name: "EmulatorServer", dependencies: ["Ground", "Imaging", "USBTransport", "Emulators", nio, nioPosix],
        swiftSettings: strict),
    .target(
        name: "Readers",
        dependencies: ["Ground", "USBTransport", "Capture", "URU4000", "NB1010", "ZK4500", "VendorProcess"],
        swiftSettings: strict),
]

// MARK: - Floor 3, recognition: who a print may be of

let recognition: [Target] = [
    .target(name: "Identification", dependencies: ["Ground", "Fingerprint"], swiftSettings: optimised),
    .target(
        name: "Encounters", dependencies: ["Ground", "Imaging", "Fingerprint", "Identification"], swiftSettings: strict),
    .target(name: "Interchange", dependencies: ["Ground", "Fingerprint"], swiftSettings: optimised),
    .target(
        name: "Laboratory",
        dependencies: ["Ground", "CAllocations", "Imaging", "Fingerprint", "Interchange", "Identification"],
        swiftSettings: optimised),
]

// MARK: - Floor 4, keeping: what must survive power loss and attack

let keeping: [Target] = [
    .target(name: "TrustedUpdate", dependencies: ["Ground", crypto, cryptoExtras], swiftSettings: strict),
    .target(name: "ListFiles", dependencies: ["Ground", "TrustedUpdate"], swiftSettings: strict),
    .target(
        name: "Watchlist",
        dependencies: [
            "Ground", "SQLiteStorage", "Fingerprint", "Identification", "TrustedUpdate", "ListFiles", "CZlib", grdb,
            crypto,
        ],
        swiftSettings: optimised),
    .target(name: "CaseMessages", dependencies: ["Ground", crypto], swiftSettings: strict),
    .target(
        name: "Outbox", dependencies: ["Ground", "SQLiteStorage", "CaseMessages", grdb, sqlite, crypto],
        swiftSettings: strict),
    .target(name: "Evidence", dependencies: ["Ground", crypto], swiftSettings: strict),
    .target(
        name: "DeviceIdentity", dependencies: ["Ground", "CTSS2", crypto, x509, asn1], swiftSettings: strict),
]

// MARK: - Floor 5, services: the workflows

let services: [Target] = [
    .target(
        name: "Operations",
        dependencies: [
            "Ground", "CProcess", arguments, logging, metrics, lifecycle, unixSignals, yams,
        ],
        swiftSettings: strict),
    .target(
        name: "DeviceSettings",
        dependencies: ["Ground", "Capture", "Identification", "Encounters", "Operations", crypto, logging],
        swiftSettings: strict),
    .target(name: "Serving", dependencies: [httpTypes, nio, nioHTTPTypes], swiftSettings: strict),
    .target(
        name: "Station",
        dependencies: [
            "Ground", "Imaging", "Fingerprint", "Identification", "Encounters", "Capture", "Watchlist",
            "TrustedUpdate", "Outbox", "Evidence", "CaseMessages", "DeviceIdentity", "Operations", "DeviceSettings",
            crypto, logging, metrics,
            lifecycle,
        ], swiftSettings: strict),
    .target(
        name: "Kiosk",
        dependencies: [
            "Ground", "CProcess", "Imaging", "Identification", "Encounters", "Capture", "Serving", "Operations",
            "DeviceSettings", "Station", "Evidence",
            hummingbird, hummingbirdCore, httpTypes, logging, lifecycle, nio, nioHTTP, nioPosix, nioHTTPTypes,
            nioHTTPTypesHTTP1,
        ],
        resources: [.embedInCode("Page")], swiftSettings: strict),
    .target(
        name: "Link",
        dependencies: [
            "Ground", "TrustedUpdate", "ListFiles", "Outbox", "Evidence", "CaseMessages", "DeviceIdentity",
            "Operations", crypto, httpClient, nio, nioHTTP, nioPosix, nioSSL, logging, metrics, lifecycle,
        ], swiftSettings: strict),
    .target(
        name: "Hub",
        dependencies: [
            "Ground", "SQLiteStorage", "Imaging", "Fingerprint", "Identification", "Interchange", "Watchlist",
            "ListFiles",
            "TrustedUpdate", "CaseMessages", "DeviceIdentity", "Operations", "Serving", "CPostgres", grdb, crypto, x509,
            asn1,
            hummingbird, hummingbirdCore, httpTypes, nio, nioHTTPTypes, nioSSL, nioTLS, logging,
            metrics, lifecycle,
        ], swiftSettings: strict),
]

// MARK: - Floor 6, programs: read configuration, build the parts, run them

let programs: [Target] = [
    .executableTarget(
        name: "ridgelined",
        dependencies: [
            "Ground", "CWipingFree", "Fingerprint", "Capture", "Readers", "V4L2Camera", "Emulators", "Identification",
            "Watchlist", "Outbox", "Evidence", "DeviceIdentity", "Operations", "DeviceSettings", "Station",
            "Kiosk", arguments, logging, lifecycle,
        ], swiftSettings: strict),
    .executableTarget(
        name: "ridgeline-link",
        dependencies: [
            "Ground", "Operations", "Link", "DeviceIdentity", arguments, logging, lifecycle,
        ],
        swiftSettings: strict),
    .executableTarget(
        name: "ridgeline-hub",
        dependencies: [
            "Ground", "Imaging", "Operations", "Hub", "Watchlist", "Fingerprint", "Identification", "CaseMessages",
            "DeviceIdentity", "CommandSupport", arguments, logging, lifecycle,
        ],
        swiftSettings: strict),
    .executableTarget(
        name: "ridgeline-kernel-checks",
        dependencies: [
            "Ground", "Imaging", "USBTransport", "Capture", "Readers", "Emulators", "EmulatorServer",
            "SyntheticPrints", "V4L2Camera",
        ],
        swiftSettings: strict),
    .target(name: "CFaultPage", cSettings: strictC),
    // What the commands of the next two share.
    .target(
        name: "CommandSupport",
        dependencies: ["Ground", "Imaging", "Fingerprint", "Interchange", "CFaultPage", arguments],
        swiftSettings: strict),
    .target(
        name: "EncounterClient",
        dependencies: [
            "Ground", "Identification", "Encounters", "DeviceSettings", "Station", httpClient, nio, nioHTTP,
        ], swiftSettings: strict),
    .executableTarget(
        name: "ridgeline",
        dependencies: [
            "Ground", "Operations", "DeviceSettings", "CommandSupport", "EncounterClient", "Encounters",
            "Identification", "Imaging", "Fingerprint", "SyntheticPrints", "Interchange", "Capture", "Readers",
            "Emulators", "DeviceIdentity", "Link", "Outbox",
            "CaseMessages", "ListFiles",
            "TrustedUpdate", "V4L2Camera", "EmulatorServer", "VendorProcess", "Evidence", "Station", httpClient, nio,
            nioHTTP, crypto, arguments,
        ], swiftSettings: strict),
    .executableTarget(
        name: "ridgeline-lab",
        dependencies: [
            "Ground", "Operations", "CommandSupport", "EncounterClient", "Encounters", "Imaging", "Fingerprint",
            "SyntheticPrints", "Interchange", "Laboratory", "Identification", "Capture", "Readers", "Emulators",
            "URU4000", "NB1010", "DeviceIdentity", "Link", "Outbox",
            "CaseMessages", "Watchlist", "DeviceSettings", "Station", "TrustedUpdate", "Evidence", httpClient, nio,
            nioHTTP, nioPosix, nioSSL, crypto, arguments, logging, lifecycle,
        ], swiftSettings: strict),
    .executableTarget(
        name: "ridgeline-example-reader",
        dependencies: ["Ground", "Imaging", "Capture", "VendorProcess", "SyntheticPrints", arguments],
        swiftSettings: strict),
]

// MARK: - Fuzzing (docs/fuzzing.md); the program needs libFuzzer, so only scripts/fuzz asks for it

let fuzzing: [Target] = [
    .target(
        name: "FuzzTargets",
        dependencies: [
            "Ground", "Imaging", "Fingerprint", "Interchange", "URU4000", "NB1010", "ZK4500", "VendorProcess",
            "Emulators", "Watchlist", "CaseMessages",
        ], path: "Fuzz/Targets", swiftSettings: optimised)
]
let fuzzProgram: [Target] = [
    .executableTarget(
        name: "fuzz", dependencies: ["FuzzTargets"], path: "Fuzz/Program",
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
]

// MARK: - The floors

let floors: [(name: String, targets: [Target])] = [
    ("Ground", ground), ("Core", core), ("Devices", devices), ("Recognition", recognition), ("Keeping", keeping),
    ("Services", services), ("Programs", programs + fuzzing),
]

/// The floor of each target, from 0 on.
let levels = Dictionary(
    uniqueKeysWithValues: floors.enumerated().flatMap { level, floor in floor.targets.map { ($0.name, level) } })

/// The targets of this package that a target names.
func needs(_ target: Target) -> [String] {
    target.dependencies.compactMap { if case .byNameItem(let name, _) = $0 { name } else { nil } }
}

for (level, floor) in floors.enumerated() {
    for target in floor.targets {
        target.path = target.path ?? "Sources/\(floor.name)/\(target.name)"
        // Every folder says in a README what it is for.
        if target.type != .system { target.exclude = ["README.md"] }
        // A circle beside is refused by the package manager itself.
        for need in needs(target) where levels[need, default: .max] > level {
            fatalError("\(target.name), on floor \(floor.name), may not depend on \(need), which is above it")
        }
    }
}

// MARK: - Tests

func tests(_ name: String, _ more: Target.Dependency...) -> Target {
    .testTarget(name: name + "Tests", dependencies: [.byName(name: name)] + more, swiftSettings: strict)
}
/// What the tests of several targets share.
func support(_ name: String, _ needs: Target.Dependency...) -> Target {
    .target(
        name: name, dependencies: needs, path: "Tests/Support/\(name)", exclude: ["README.md"], swiftSettings: strict)
}
/// The programs that people call.
let commands = [
    "ridgeline", "ridgeline-lab", "ridgeline-hub", "ridgeline-link", "ridgelined", "ridgeline-example-reader",
]
let testTargets: [Target] = [
    support("Checkout"),
    support("SmallDisk"),
    support("SoftwareTPM"),
    support("Pauses"),
    support("LoopbackPorts"),
    support("CollectingLog", logging),
    support("ManualClock"),
    tests("Ground", "Checkout"),
    tests("Imaging", "Ground"),
    tests("SQLiteStorage", "Ground", grdb),
    tests("CKernels"),
    tests("Fingerprint", "Checkout", "Ground", "Imaging", "CKernels", "SyntheticPrints"),
    tests("SyntheticPrints", "Imaging", "Fingerprint"),
    tests("Identification", "Ground", "Fingerprint"),
    tests("Encounters", "Ground", "Identification"),
    tests("Interchange", "Checkout", "Ground", "Fingerprint"),
    tests("Laboratory", "Ground", "Imaging", "Fingerprint", "Identification", "Interchange", "SyntheticPrints"),
    tests("FuzzTargets", "Checkout"),
    tests("CommandSupport", "Ground", "Checkout", "Encounters", "Station"),
    tests("EncounterClient", "Encounters", "Ground", "Identification", "Station"),
    .testTarget(
        name: "CommandLineTests", dependencies: ["CommandSupport"] + commands.map { .byName(name: $0) },
        path: "Tests/Programs/CommandLineTests", swiftSettings: strict),
    .testTarget(
        name: "ProgramTests",
        dependencies: [
            "ridgelined", "ridgeline", "ridgeline-hub", "CommandSupport", "LoopbackPorts", "Ground", "Imaging",
            "Fingerprint", "SyntheticPrints",
            "Watchlist", "TrustedUpdate", "CaseMessages", "Outbox", "Evidence", "DeviceIdentity", "Operations",
            "DeviceSettings", "Emulators", "Encounters", "Identification", "Station", "Link", "Hub", arguments, logging,
            lifecycle,
        ], path: "Tests/Programs/ProgramTests", swiftSettings: strict),
    tests("USBTransport", "Ground"),
    tests("V4L2Camera", "Ground", "Imaging", "Capture", "Emulators", "CVideo4Linux"),
    tests(
        "Capture", "Checkout", "Ground", "Imaging", "URU4000", "NB1010", "ZK4500", "V4L2Camera", "VendorProcess",
        "ManualClock",
        "Emulators", "USBTransport"),
    tests("Emulators", "Ground", "USBTransport"),
    tests(
        "EmulatorServer", "Ground", "Imaging", "Capture", "Emulators", "Readers", "USBTransport", nio, nioPosix),
    tests("Readers", "Ground", "Checkout", "Capture", "Emulators"),
    tests("TrustedUpdate", "Checkout", "Ground"),
    tests("Watchlist", "Ground", "SmallDisk", "Fingerprint", "Identification", "TrustedUpdate", "ListFiles", grdb),
    tests("CaseMessages", "Ground", crypto),
    tests("Outbox", "Ground", "SmallDisk", "CaseMessages", crypto),
    tests("Evidence", "Ground", "SmallDisk", crypto),
    tests("DeviceIdentity", "Ground", "SmallDisk", "SoftwareTPM", crypto, x509, asn1),
    tests("Operations", "Ground", "Pauses", logging, lifecycle),
    tests(
        "Station", "Encounters", "Checkout", "Ground", "Imaging", "Fingerprint", "Identification", "Capture", "Readers",
        "Emulators",
        "SyntheticPrints", "Watchlist", "TrustedUpdate", "ListFiles", "Outbox", "Evidence", "CaseMessages",
        "DeviceIdentity",
        "Operations", "DeviceSettings", "Pauses", "CollectingLog", "ManualClock", crypto, logging, metrics,
        metricsTestKit, lifecycle),
    tests(
        "Kiosk", "Encounters", "Ground", "Imaging", "Capture", "CaseMessages", "DeviceSettings", "Emulators",
        "Operations", "Station",
        "Evidence", "SmallDisk", "CollectingLog", "ManualClock", httpClient, httpTypes, crypto, logging, nio, nioHTTP),
    tests(
        "Link", "Ground", "Imaging", "Hub", "Station", "DeviceIdentity", "SmallDisk", "SoftwareTPM", "LoopbackPorts",
        "Outbox",
        "TrustedUpdate",
        "CaseMessages", "Watchlist", "Operations", "CollectingLog", crypto, x509, asn1, nioSSL,
        logging, metricsTestKit, lifecycle),
    tests(
        "Hub", "Ground", "CollectingLog", "ManualClock", "Imaging", "Fingerprint", "Identification", "Interchange",
        "SyntheticPrints",
        "DeviceIdentity",
        "CaseMessages",
        "Watchlist", "TrustedUpdate", "Serving", "LoopbackPorts", "Pauses", crypto, x509, asn1, httpClient, httpTypes,
        nio,
        nioEmbedded, nioHTTP,
        nioHTTPTypes, nioPosix, nioSSL, logging, metricsTestKit, lifecycle),
]

for floor in floors {
    let names = Set(floor.targets.map { $0.name + "Tests" })
    for target in testTargets where names.contains(target.name) { target.path = "Tests/\(floor.name)/\(target.name)" }
}
// Read by path, because tests also renew them.
for target in testTargets where target.name == "FingerprintTests" {
    target.exclude = ["Golden"]
    // They turn and smear whole pictures.
    target.swiftSettings = optimised
}

// MARK: - Choosing a part of the house

/// Keeps the named targets, what they need, and the tests that need nothing else.
func closure(of roots: Set<String>, in targets: [Target]) -> [Target] {
    var kept = roots
    var grown = true
    while grown {
        let more = targets.filter { kept.contains($0.name) }.flatMap(needs)
        grown = !kept.isSuperset(of: more)
        kept.formUnion(more)
    }
    return targets.filter { kept.contains($0.name) || ($0.type == .test && kept.isSuperset(of: needs($0))) }
}

let all = floors.flatMap(\.targets) + (fuzzes ? fuzzProgram : testTargets)
let chosen = Context.environment["RIDGELINE_TARGETS"].map { Set($0.split(separator: ",").map(String.init)) }

let package = Package(
    name: "ridgeline",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.24.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: chosen.map { closure(of: $0, in: all) } ?? all
)
