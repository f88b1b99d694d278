// Filled by the first slice of URU4000.
