/// What udev must know about the readers, written from the drivers' device tables.
public enum UdevRules {
    /// File names and contents, for /usr/lib/udev.
    public static func files(for models: [ReaderModel]) -> [(path: String, text: String)] {
        [("rules.d/60-ridgeline.rules", rules(models)), ("hwdb.d/60-ridgeline.hwdb", hardware(models))]
    }

    private static let header = """
        # Written by `ridgeline udev --write Udev` from the drivers' device tables; change them there.

        """

    /// Gives the station's group the readers, a name under /dev/ridgeline and a unit to wait for.
    private static func rules(_ models: [ReaderModel]) -> String {
        let lines = models.map { model in
            """
            # \(model.name)
            ATTR{idVendor}=="\(digits(model.vendor))", ATTR{idProduct}=="\(digits(model.product))", \
            GROUP="ridgeline", MODE="0660", SYMLINK+="ridgeline/%k", TAG+="systemd"

            """
        }
        return header
            + """
            ACTION=="remove", GOTO="ridgeline_end"
            SUBSYSTEM!="usb", GOTO="ridgeline_end"
            ENV{DEVTYPE}!="usb_device", GOTO="ridgeline_end"


            """ + lines.joined() + "\nLABEL=\"ridgeline_end\"\n"
    }

    /// Lets idle readers sleep, and has them set up anew after the machine slept: they forget what they were told.
    private static func hardware(_ models: [ReaderModel]) -> String {
        let entries = models.map { model in
            """

            # \(model.name)
            usb:v\(digits(model.vendor).uppercased())p\(digits(model.product).uppercased())*
             ID_AUTOSUSPEND=1
             ID_PERSIST=0

            """
        }
        return header + entries.joined()
    }

    private static func digits(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
