/// The version of this software, as every program and the hub's inventory say it.
public let softwareVersion = "0.1.0"
