// Filled by the first slice of Interchange.
