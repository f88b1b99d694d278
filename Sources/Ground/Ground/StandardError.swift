internal import Foundation

/// The one way in which a program speaks beside its answer: lines on the standard error, in visible letters, as what others
/// wrote may be among them.
///
///     StandardError.say("ridgeline: \(fault)")
public enum StandardError {
    public static func say(_ line: String) { FileHandle.standardError.write(Data((line.printable + "\n").utf8)) }
}
