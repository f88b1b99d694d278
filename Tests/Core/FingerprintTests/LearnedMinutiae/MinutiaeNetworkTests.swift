import CKernels
import Foundation
import Imaging
import Testing

@testable import Fingerprint

@Suite struct MinutiaeNetworkTests {
    /// Ridges of nine pixels' period at `slant`, with one ridge that begins in the middle: a phase that turns once there.
    private static func dislocation(side: Int, slant: Double, turns: Double = 1) -> GrayImage {
        GrayImage(width: side, height: side, pixelsPerInch: 500) { pixels in
            for y in 0..<side {
                for x in 0..<side {
                    let (u, v) = (Double(x) - Double(side) / 2, Double(side) / 2 - Double(y))
                    let across = v * cos(slant) - u * sin(slant)
                    let phase = 2 * Double.pi * across / 9 + turns * atan2(v, u)
                    pixels[y * side + x] = UInt8(128 + 90 * cos(phase))
                }
            }
        }
    }

    @Test(
        "One ridge that begins in the middle is one minutia there, along the ridges",
        arguments: [0, 0.7, 1.4, 2.4, 3.3, 5])
    func oneMinutia(slant: Double) throws {
        let found = try MinutiaeNetwork().minutiae(of: Self.dislocation(side: 224, slant: slant), floor: 0.3)
            .filter { (60...164).contains($0.x) && (60...164).contains($0.y) }
        let minutia = try #require(found.first)
        #expect(found.count == 1)
        #expect(abs(Int(minutia.x) - 112) <= 8 && abs(Int(minutia.y) - 112) <= 8)
        let turn = Double(minutia.direction) / 128 * .pi - slant
        #expect(abs(sin(turn)) < 0.35)
    }

    @Test("Unbroken ridges and empty paper hold none")
    func none() throws {
        let network = try MinutiaeNetwork()
        let ridges = network.minutiae(of: Self.dislocation(side: 224, slant: 0.4, turns: 0), floor: 0.3)
        #expect(ridges.filter { (60...164).contains($0.x) && (60...164).contains($0.y) }.isEmpty)
        let paper = GrayImage(width: 100, height: 60, pixelsPerInch: 500, pixels: [UInt8](repeating: 200, count: 6000))
        #expect(network.minutiae(of: paper, floor: 0.3).isEmpty)
    }

    @Test("The weights in the program are those of the plan")
    func weights() { #expect(throws: Never.self) { _ = try MinutiaeNetwork() } }

    @Test("Any size works", arguments: [(0, 0), (1, 1), (7, 300), (33, 8), (300, 9)])
    func anySize(width: Int, height: Int) throws {
        let image = GrayImage(
            width: width, height: height, pixelsPerInch: 500, pixels: (0..<width * height).map { UInt8($0 * 37 & 255) })
        let found = try MinutiaeNetwork().minutiae(of: image, floor: 0.3)
        #expect(found.allSatisfy { $0.x <= width && $0.y <= height })
    }

    @Test("Every processor finds the same minutiae, and any number of threads", arguments: [1, 2, 3, 64])
    func levelsAgree(threads: Int) throws {
        let network = try MinutiaeNetwork()
        let image = Self.dislocation(side: 224, slant: 1)
        let plain = network.heads(image, level: 0)
        for level in 0...convolution_level() {
            let heads = network.heads(image, level: level, threads: threads)
            #expect((0..<plain.height).allSatisfy { heads.row($0).elementsEqual(plain.row($0)) })
        }
    }
}
