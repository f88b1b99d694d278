internal import Ground
internal import ListFiles

/// The format that each list is published in, kept so that devices which cannot read it are found.
enum ListFormats {
    static func note(_ format: ListFormat, of list: String, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute(
            """
            INSERT INTO publication (role, version) VALUES ($1, $2)
            ON CONFLICT (role) DO UPDATE SET version = excluded.version
            """, "format " + list, Int(format.rawValue))
    }

    /// What a device does not get although it may have it.
    ///
    /// - Parameters:
    ///   - formats: what the device says that it reads; nil where it says nothing.
    ///   - lists: those that there are.
    /// - Returns: nil where it can read all of them.
    static func missed(
        by device: UUIDv7, reading formats: [Int]?, of lists: Set<String>, in transaction: any SQLTransaction
    ) throws(Fault) -> String? {
        let rows = try transaction.rows("SELECT lists FROM device WHERE identifier = $1", device)
        let rights = try rows.first?.get("lists", as: ListRights.self) ?? .all
        let readable = formats ?? ListFormat.assumed
        var missed: [String] = []
        for list in lists.sorted() where rights.include(list) {
            let rows = try transaction.rows("SELECT version FROM publication WHERE role = $1", "format " + list)
            guard let format = try rows.first?.get("version", as: Int.self), !readable.contains(format) else {
                continue
            }
            missed.append("'\(list)' (format \(format))")
        }
        guard !missed.isEmpty else { return nil }
        return "the device cannot read \(missed.joined(separator: ", ")) and keeps an older state; update its software"
    }
}
