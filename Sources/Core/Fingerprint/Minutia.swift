/// A place where a ridge ends or forks (ISO/IEC 2382-37; ISO/IEC 19794-2).
public struct Minutia: Sendable, Equatable, Hashable {
    public enum Kind: UInt8, Sendable, Hashable { case other = 0, ending = 1, bifurcation = 2 }

    /// Pixels at 500 ppi from the left edge.
    public var x: UInt16
    /// Pixels at 500 ppi from the top edge, growing downwards.
    public var y: UInt16
    /// Binary angle, 256 to the full turn, counter-clockwise from the positive x axis as seen on the picture
    /// (ISO/IEC 19794-2:2005, 6.4.3 conventions): from the minutia along its ridge (ending) or along the valley
    /// between its branches (bifurcation).
    public var direction: UInt8
    public var kind: Kind
    /// 1 (poor) to 100; 0 where nothing is known.
    public var quality: UInt8

    public init(x: UInt16, y: UInt16, direction: UInt8, kind: Kind, quality: UInt8) {
        self.x = x
        self.y = y
        self.direction = direction
        self.kind = kind
        self.quality = quality
    }
}
