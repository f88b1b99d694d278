public import ArgumentParser
public import Interchange

extension RecordFormat: ExpressibleByArgument {}
