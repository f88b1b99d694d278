internal import Ground

/// The newest generation of each list, kept so that what devices claim can be compared.
enum Generations {
    static func note(_ generation: Int, of list: String, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute(
            """
            INSERT INTO publication (role, version) VALUES ($1, $2)
            ON CONFLICT (role) DO UPDATE SET version = excluded.version
            """, "list " + list, generation)
    }

    /// What of a device's claims cannot be true: a list that never was, a generation that is still to come.
    ///
    /// - Parameter lists: those that there are. Of one that was published by an older hub, or deleted, less is known.
    static func impossible(
        _ claimed: [String: Int], lists: Set<String>, in transaction: any SQLTransaction
    ) throws(Fault) -> String? {
        for (list, generation) in claimed.sorted(by: { $0.key < $1.key }) {
            let rows = try transaction.rows("SELECT version FROM publication WHERE role = $1", "list " + list)
            guard let newest = try rows.first?.get("version", as: Int.self) else {
                if lists.contains(list) { continue }
                return "the device claims a list '\(list)', which there is not"
            }
            if generation > newest {
                return
                    "the device claims generation \(generation) of the list '\(list)', of which \(newest) is the newest"
            }
        }
        return nil
    }
}
