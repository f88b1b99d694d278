// Filled by the first slice of SyntheticPrints.
