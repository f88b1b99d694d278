// Filled by the first slice of Laboratory.
