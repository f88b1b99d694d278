// Filled by the first slice of Watchlist.
