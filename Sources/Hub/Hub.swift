// Filled by the first slice of Hub.
