// Filled by the first slice of Kiosk.
