// Filled by the first slice of Operations.
