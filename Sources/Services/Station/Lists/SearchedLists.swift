internal import Foundation
internal import Identification
internal import Watchlist

/// The lists as they are searched, while the next change is taken up; what is in force is a copy of it.
struct SearchedLists: Sendable {
    /// By owner.
    private(set) var lists: [String: SearchedList] = [:]
    private(set) var galleries: Galleries

    /// - Parameter modalities: what is searched with.
    init(_ modalities: [any Modality]) { galleries = Galleries(modalities) }

    /// Takes up what a delta has changed: it touches its own records only.
    ///
    /// - Returns: false where the list here is not the one that the change begins with: take the whole list then.
    mutating func take(_ change: UpdateReport.Change, threads: Int) -> Bool {
        guard let news = change.news, var list = lists[change.owner], list.generation == change.from else {
            return false
        }
        let parts = list.change(to: change.to, news)
        let touched = Set(news.removed + news.put.map(\.id))
        list.count(unreadable: galleries.replace(touched, of: change.owner, with: parts, threads: threads))
        lists[change.owner] = list
        return true
    }

    mutating func take(_ whole: Watchlist, threads: Int) {
        var list = SearchedList(whole)
        let parts = whole.records.flatMap { $0.parts(of: whole.owner) }
        list.count(unreadable: galleries.replace(of: whole.owner, with: parts, threads: threads))
        lists[whole.owner] = list
    }

    mutating func withdraw(_ owner: String) {
        guard lists.removeValue(forKey: owner) != nil else { return }
        galleries.replace(of: owner, with: [])
    }
}
