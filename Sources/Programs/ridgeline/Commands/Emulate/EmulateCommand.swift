import ArgumentParser
import Emulators
import Foundation

/// `ridgeline emulate`: readers and cameras that are not there, for every program that can use USB.
struct EmulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulate", abstract: "Serve emulated readers and cameras over USB/IP, and be their travellers.",
        discussion: """
            EXAMPLES
              ridgeline emulate 05ba:000a --prints fingers/ --port 3240
              ridgeline emulate 05ba:000a:A 05ba:000a:A 045e:00ca --prints fingers/ --attach --control /run/hands
              ridgeline emulate 1209:2c01 --attach --control /run/hands
              ridgeline emulate --list
              ridgeline emulate tell /run/hands present 9-1 right-index.png
              ridgeline emulate tell /run/hands fault 9-1 stall --endpoint 0x82
              ridgeline emulate tell /run/hands unplug 9-1 --in-state capturing

            docs/emulation.md has the protocol and the faults. Exit status: 0 done, 1 failed, 2 wrong usage.
            """,
        subcommands: [EmulateServe.self, EmulateTell.self], defaultSubcommand: EmulateServe.self)
}
