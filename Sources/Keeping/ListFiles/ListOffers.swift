public import Ground
public import TrustedUpdate

/// The list files that a repository offers, by the owner of their list.
public struct ListOffers: Sendable {
    /// Of each owner, in no order.
    public let lists: [String: [ListTarget]]
    /// Owners of whom a file contradicts itself: nothing of theirs is used.
    public let refused: [String: Fault]

    public init(_ snapshot: TargetsSnapshot) {
        var lists: [String: [ListTarget]] = [:]
        var refused: [String: Fault] = [:]
        for file in snapshot.targets {
            do throws(Fault) {
                if let target = try ListTarget(file) { lists[target.owner, default: []].append(target) }
            } catch {
                // The folder names the owner; see ``ListTarget/path(_:owner:from:generation:)``.
                refused[file.path.split(separator: "/").dropFirst().first.map(String.init) ?? file.path] = error
            }
        }
        self.lists = lists.filter { refused[$0.key] == nil }
        self.refused = refused
    }

    /// A path that the role of this owner's list signs for, for ``TrustedClient/refresh(now:toward:)``.
    public static func path(of owner: String) -> String { ListTarget.path(.base, owner: owner, from: 0, generation: 1) }

    /// The newest generation of a list; nil where none is offered.
    public func newest(_ owner: String) -> Int? { lists[owner]?.map(\.generation).max() }

    /// The newest generation of each of these lists that is offered.
    public func newest(of owners: some Sequence<String>) -> [String: Int] {
        owners.reduce(into: [:]) { $0[$1] = newest($1) }
    }

    /// The files of a device that has these generations: of each list the cheapest way to the newest.
    ///
    /// - Parameter wanted: owner to the generation on the device; 0 where there is none. Others' lists are left out.
    public func files(from wanted: [String: Int]) -> [TargetFile] {
        wanted.sorted { $0.key < $1.key }.flatMap { owner, generation -> [TargetFile] in
            guard let offer = lists[owner], let goal = newest(owner), goal != generation else { return [] }
            let current = generation == 0 ? nil : generation
            return UpdatePlan.cheapest(from: current, to: goal, targets: offer)?.steps.map(\.file) ?? []
        }
    }
}
