import Testing

@Suite("The help of every command of every program")
struct HelpTests {
    private static let programs = [
        "ridgeline", "ridgeline-lab", "ridgeline-hub", "ridgeline-link", "ridgelined", "ridgeline-example-reader",
    ]
    /// They are ridgeline-lab's, whose help they show.
    private static let laboratory = ["demo", "evaluate", "bench", "measure-decoding"]

    private static func commands(of program: String) throws -> [DescribedCommand] {
        try DescribedCommand(program: program).all.filter {
            $0.path != ["ridgeline"] || !laboratory.contains($0.commandName)
        }
    }

    @Test("says what the command is for and shows it in use", arguments: programs)
    func examples(program: String) throws {
        for command in try Self.commands(of: program) {
            let words = command.words.joined(separator: " ")
            #expect(command.abstract?.isEmpty == false, "\(words) does not say what it is for")
            // The laboratory's commands are shown as they are known.
            let known = words.replacing("ridgeline-lab ", with: "ridgeline ")
            #expect(
                command.examples.contains { $0.contains(words) || $0.contains(known) || $0.contains("./\(words)") },
                "\(words) --help shows no example")
        }
    }

    @Test("names no option that is not there, and every one that must be given", arguments: programs)
    func options(program: String) throws {
        let commands = try Self.commands(of: program)
        for command in commands {
            for example in command.examples {
                // The longest command that the line begins with; the line may be of another program.
                let words = example.split(separator: " ").map(String.init)
                guard
                    let called = commands.filter({ words.starts(with: $0.words) }).max(by: {
                        $0.words.count < $1.words.count
                    })
                else { continue }
                // What follows is of a shell, or after a lone -- of another program.
                let own = example.split(separator: " -- ")[0].prefix { !"&|#>".contains($0) }
                let given = Set(own.matches(of: /\s--?([a-z][a-z-]*)/).map { String($0.1) })
                for option in own.matches(of: /\s--([a-z-]+)/) where !called.options.contains(String(option.1)) {
                    let defaulted = called.subcommands?.contains { $0.options.contains(String(option.1)) } ?? false
                    #expect(defaulted, "\(example): \(called.words.joined(separator: " ")) has no --\(option.1)")
                }
                // A line that goes on does not show all.
                for names in called.needed where !own.hasSuffix("\\") {
                    #expect(!given.isDisjoint(with: names), "\(example): there is no --\(names[0])")
                }
            }
        }
    }

    @Test("is ridgeline-lab's for the commands of the laboratory", arguments: laboratory)
    func handedOn(command: String) throws {
        let (here, there) = try (Ran("ridgeline", [command, "--help"]), Ran("ridgeline-lab", [command, "--help"]))
        #expect(here.output == there.output && here.status == 0)
        #expect(here.output.contains("EXAMPLES"))
    }

    @Test(
        "comes with exit status 2 where a command is used wrongly",
        arguments: programs.filter { $0 != "ridgeline-example-reader" })
    func wrongUsage(program: String) throws {
        #expect(try Ran(program, ["--no-such-option"]).status == 2)
    }
}
