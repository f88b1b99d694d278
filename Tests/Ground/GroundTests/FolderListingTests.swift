import Foundation
import Ground
import Testing

@Suite("The files of a folder")
struct FolderListingTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "listing-\(UUIDv7())")

    private func inFolder(_ names: [String], _ body: () throws -> Void) throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "folder_1.png"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in names { try Data().write(to: folder.appending(path: name)) }
        try body()
    }

    /// A name with bytes that are no UTF-8, which Foundation cannot write.
    private func makeIllegible(_ ending: String) throws {
        let path = folder.path.utf8.map { CChar(bitPattern: $0) } + [0x2F, -1, -2] + ending.utf8CString
        let made = open(path, O_CREAT | O_WRONLY, 0o600)
        try #require(made >= 0)
        close(made)
    }

    @Test("are listed by name, without subfolders and hidden files")
    func listed() throws {
        try inFolder(["b_1.PNG", "a_1.png", "._a_1.png", ".hidden.png", "README.txt", "c.jpeg"]) {
            let listing = try FolderListing(folder)
            #expect(listing.files == ["README.txt", "a_1.png", "b_1.PNG", "c.jpeg"])
            #expect(try listing.files(endingIn: ["png"]) == ["a_1.png", "b_1.PNG"])
        }
    }

    @Test("whose names are not UTF-8 are refused where they are meant, and left alone where not")
    func illegible() throws {
        try inFolder(["a_1.png"]) {
            try makeIllegible("_1.txt")
            #expect(try FolderListing(folder).files(endingIn: ["png"]) == ["a_1.png"])
            try makeIllegible("_1.png")
            let fault = #expect(throws: Fault.self) { try FolderListing(folder).files(endingIn: ["png"]) }
            #expect(fault?.code.rawValue == "disk.read" && fault?.message.contains("UTF-8") == true)
        }
    }

    @Test("cannot be listed where there is no folder")
    func missing() {
        #expect(throws: Fault(.init("disk.read"), "")) { try FolderListing(folder) }
    }
}
