import ArgumentParser

/// Whether devices get the prints' pictures.
struct KeptPictures: ParsableArguments {
    @Flag(help: "Make the pictures part of the list (format 3), so that an officer can compare after a hit.")
    var keepPictures = false
}
