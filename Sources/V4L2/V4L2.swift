// Filled by the first slice of V4L2.
