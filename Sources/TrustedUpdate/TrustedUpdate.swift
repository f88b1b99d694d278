// Filled by the first slice of TrustedUpdate.
