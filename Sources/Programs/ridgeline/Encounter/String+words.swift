extension String {
    /// The words of a name in code: `travellerLeft` as `traveller left`.
    func words(separator: String = " ") -> String {
        reduce(into: "") { $0 += $1.isUppercase ? separator + $1.lowercased() : String($1) }
    }
}
