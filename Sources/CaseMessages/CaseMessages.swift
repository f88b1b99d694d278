// Filled by the first slice of CaseMessages.
