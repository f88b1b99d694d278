public import Foundation

/// The repository that the tests were built from.
public enum Checkout {
    /// The folder that holds `Package.swift`.
    public static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

    /// Prints, records and recordings that may not be part of the project: beside it, or where `RIDGELINE_DATA` says. Tests
    /// that need them are skipped where they are absent.
    public static let data =
        ProcessInfo.processInfo.environment["RIDGELINE_DATA"].map { URL(filePath: $0) }
        ?? root.appending(path: "../shared/data").standardizedFileURL
}
