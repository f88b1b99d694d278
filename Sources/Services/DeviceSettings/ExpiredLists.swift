/// What a site does with lists whose signature has expired: a centre cut off for long, or a clock that runs ahead.
public enum ExpiredLists: String, Sendable, CaseIterable {
    /// They are searched, and every answer says that they are old, and how old.
    case search
    /// They are not searched: every answer is to check by hand.
    case stop

    /// Where a site says nothing.
    public static let standard = Self.search
}
