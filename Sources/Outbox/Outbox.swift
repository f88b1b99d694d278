// Filled by the first slice of Outbox.
