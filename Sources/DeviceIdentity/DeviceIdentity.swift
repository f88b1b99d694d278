// Filled by the first slice of DeviceIdentity.
