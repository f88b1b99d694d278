// Filled by the first slice of Embedding.
