// Filled by the first slice of Link.
