// Filled by the first slice of Station.
