import Foundation
import FuzzTargets

/// What libFuzzer calls for each input (llvm.org/docs/LibFuzzer.html); it brings the program's main.
///
/// The target comes by the environment because libFuzzer's options have no place for it.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}

private let target: FuzzTarget = {
    let targets = FuzzTarget.all + [.planted]
    if let named = targets.first(where: { $0.name == ProcessInfo.processInfo.environment["FUZZ_TARGET"] }) {
        return named
    }
    print("set FUZZ_TARGET to one of: \(targets.map(\.name).joined(separator: ", "))")
    exit(2)
}()
