/// The order in which roles are asked for a path: before their siblings, their own delegations (section 5.6.7).
enum DelegationSearch {
    enum Outcome {
        case found(TargetFile)
        case absent
        /// The search goes on when this role is loaded.
        case needs(Delegation)
    }

    /// - Parameter roles: what is loaded, by name; `targets` must be there for anything to be found.
    static func find(_ path: String, in roles: [String: TargetsMetadata]) -> Outcome {
        guard let top = roles["targets"] else { return .absent }
        var visited: Set<String> = ["targets"]
        // A stack; the next role to ask is last.
        var waiting: [Delegation] = []
        var role = top
        while true {
            if let file = role.files[ExactText(path)] { return .found(file) }
            var children: [Delegation] = []
            for child in role.delegations where child.covers(path) {
                children.append(child)
                if child.isTerminating {
                    waiting = []
                    break
                }
            }
            waiting += children.reversed()
            while let next = waiting.last, visited.contains(next.name) { waiting.removeLast() }
            guard let next = waiting.popLast() else { return .absent }
            visited.insert(next.name)
            guard let loaded = roles[next.name] else { return .needs(next) }
            role = loaded
        }
    }
}
