public import Foundation
public import Ground
public import TrustedUpdate

/// The list files that a repository offers, by the owner of their list.
public struct ListOffers: Sendable {
    /// Of each owner, in no order.
    public let lists: [String: [ListTarget]]
    /// Owners of whom a file contradicts itself, or whose role cannot be had: nothing of theirs is used.
    public let refused: [String: Fault]

    /// - Parameter missing: owners whose role cannot be had.
    public init(_ snapshot: TargetsSnapshot, missing: [String: Fault] = [:]) {
        var lists: [String: [ListTarget]] = [:]
        var refused = missing
        for file in snapshot.targets {
            do throws(Fault) {
                if let target = try ListTarget(file) { lists[target.owner, default: []].append(target) }
            } catch {
                // The folder names the owner; see ``ListTarget/path(_:owner:from:generation:)``.
                refused[Self.owner(of: file.path)] = error
            }
        }
        self.lists = lists.filter { refused[$0.key] == nil }
        self.refused = refused
    }

    /// A path that the role of this owner's list signs for, for ``TrustedClient/refresh(now:toward:)``.
    public static func path(of owner: String) -> String { ListTarget.path(.base, owner: owner, from: 0, generation: 1) }

    /// Whose list a file of this path belongs to.
    public static func owner(of path: String) -> String {
        path.split(separator: "/").dropFirst().first.map(String.init) ?? path
    }

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

extension TrustedClient {
    /// Refreshes, and tells what is offered of these owners' lists; one whose role cannot be had keeps no other back.
    ///
    /// - Parameter isGone: faults that mean that the source answers nobody now; they are thrown.
    /// - Throws: ``Fault`` as ``refresh(now:towardEach:isGone:)``.
    public func offers(
        of owners: some Sequence<String> & Sendable, now: Date, isGone: @Sendable (Fault) -> Bool = { _ in false }
    ) async throws(Fault) -> (snapshot: TargetsSnapshot, offers: ListOffers) {
        let paths = Dictionary(owners.map { (ListOffers.path(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
        let missing = try await refresh(now: now, towardEach: paths.keys.sorted(), isGone: isGone)
        let snapshot = try loaded()
        let refused = missing.map { (paths[$0.key] ?? $0.key, $0.value) }
        return (snapshot, ListOffers(snapshot, missing: Dictionary(refused) { first, _ in first }))
    }
}
