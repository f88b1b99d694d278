internal import Glibc

/// A rectangle of numbers, row by row, that wipes itself when the last owner lets go: the extractor's working memory.
///
/// Not thread-safe while it is written to; each extraction owns its planes.
final class Plane<Value: BitwiseCopyable> {
    let width: Int
    let height: Int
    let values: UnsafeMutableBufferPointer<Value>

    // Unspecialised, as in builds that compile file by file, the filling was a tenth of an extraction's time.
    @_specialize(where Value == Float)
    @_specialize(where Value == Bool)
    init(width: Int, height: Int, repeating value: Value) {
        self.width = width
        self.height = height
        values = .allocate(capacity: width * height)
        values.initialize(repeating: value)
    }

    deinit {
        let raw = UnsafeMutableRawBufferPointer(values)
        if let base = raw.baseAddress { explicit_bzero(base, raw.count) }
        values.deallocate()
    }

    func copy() -> Plane { Plane(width: width, height: height, of: values) }

    private init(width: Int, height: Int, of other: UnsafeMutableBufferPointer<Value>) {
        self.width = width
        self.height = height
        values = .allocate(capacity: other.count)
        _ = values.initialize(fromContentsOf: other)
    }

    subscript(x: Int, y: Int) -> Value {
        get { values[y * width + x] }
        set { values[y * width + x] = newValue }
    }
}
