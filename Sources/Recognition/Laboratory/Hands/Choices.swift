extension Array {
    /// Every choice of so many elements, each in the array's order; at most `limit` of them, the first.
    func choices(of size: Int, limit: Int = 5_000) -> [[Element]] {
        var chosen: [[Element]] = []
        var places = Swift.Array(0..<size)
        guard size > 0, size <= count else { return [] }
        while chosen.count < limit {
            chosen.append(places.map { self[$0] })
            // The last place that can move on takes those behind it along.
            guard let moving = places.indices.last(where: { places[$0] < count - size + $0 }) else { break }
            places[moving] += 1
            for place in places.indices where place > moving { places[place] = places[place - 1] + 1 }
        }
        return chosen
    }
}
