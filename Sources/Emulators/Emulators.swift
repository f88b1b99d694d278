// Filled by the first slice of Emulators.
