internal import Foundation
internal import Ground
internal import ListFiles
internal import TrustedUpdate

/// Brings a list to the newest generation that is offered: by the cheapest files first, and what turns out to be broken is
/// left out of the next attempt.
struct ListUpdater {
    let folder: ListFolder
    let keys: [ListKey]
    /// Where a signed file lies.
    let location: (TargetFile) async throws(Fault) -> URL

    /// - Parameters:
    ///   - current: the intact list in the folder, which deltas may change; nil for none.
    ///   - offer: files of this owner, at least one.
    /// - Returns: nil where the newest is there already.
    /// - Throws: ``Fault`` `list.rollback` for an offer older than what is there, `list.missing`, or what was wrong with the
    ///   first attempt; the list in the folder is then untouched.
    func update(
        _ owner: String, from current: ListState?, to offer: [ListTarget],
        isolation: isolated (any Actor)? = #isolation
    ) async throws(Fault) -> UpdateReport.Change? {
        guard let newest = offer.max(by: { $0.generation < $1.generation }) else { return nil }
        if let current {
            guard newest.generation >= current.generation else {
                throw Fault(
                    .listRollback,
                    "generation \(newest.generation) of the list '\(owner)' is offered where \(current.generation) is in "
                        + "force; ask the publisher")
            }
            if newest.generation == current.generation, newest.resultDigest == current.digest { return nil }
        }
        let start = current?.generation == newest.generation ? nil : current?.generation
        var usable = offer
        var cause: Fault?
        while let plan = UpdatePlan.cheapest(from: start, to: newest.generation, targets: usable) {
            do {
                let news = try await carryOut(plan)
                return UpdateReport.Change(
                    owner: owner, from: current?.generation, to: newest.generation, bytes: plan.cost,
                    usedBase: plan.usesBase, news: news)
            } catch {
                // What comes after it is only missing: the link fetches one way.
                cause = cause ?? error
                let broken = Set(plan.steps.map(\.file.path))
                usable.removeAll { broken.contains($0.file.path) }
            }
        }
        throw cause
            ?? Fault(
                .listMissing, "no file leads to generation \(newest.generation) of '\(owner)'; ask the publisher")
    }

    /// - Returns: what deltas have changed; nil after a base.
    private func carryOut(
        _ plan: UpdatePlan, isolation: isolated (any Actor)? = #isolation
    ) async throws(Fault) -> ListNews? {
        var base: ListFileReader?
        var deltas: [[ListEntry]] = []
        var wanted: ListState?
        for step in plan.steps {
            let input = try ListInput(file: try await location(step.file), check: step.file)
            let reader = try ListFileReader(input) { header in
                keys.first { $0.identifier == header.keyIdentifier && $0.list == header.owner }
            }
            guard step.matches(reader.header) else {
                throw Fault(.listTarget, "\(step.file.path) holds another list than was signed; ask the publisher")
            }
            wanted = ListState(reader.header)
            if step.kind == .base {
                base = reader
                continue
            }
            var entries: [ListEntry] = []
            while let entry = try reader.next() { entries.append(entry) }
            try reader.finish()
            deltas.append(entries)
        }
        let changes = ListMerge.compose(deltas)
        // Read before anything is in force: what is refused must leave the old list there.
        let news = base == nil ? try ListNews(changes) : nil
        if let wanted { try folder.replace(with: wanted, changes, on: base) }
        return news
    }
}
