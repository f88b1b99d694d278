// Filled by the first slice of USBTransport.
