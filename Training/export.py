"""Write the averaged weights for the firmware: `python export.py last.pt minutiae-network.rlw`.

The file, little-endian: "RLW1", number of layers (4 bytes); then for each layer, in the order of use (stem, quarter,
detail x 2, eighth, context x 5, back, join, head): inputs, outputs, size, step, dilation, rectifies, adds its input
(2 bytes each), the bias (float32 x outputs), the weights (bfloat16: size x size taps, rows first, of inputs x outputs).
Batch normalisation is folded in; the head's four outputs are padded with zeros to sixteen.
"""
import struct
import sys

import numpy as np
import torch

import evaluate
import model


def folded(layer):
    scale = layer.norm.weight / torch.sqrt(layer.norm.running_var + layer.norm.eps)
    return layer.conv.weight * scale[:, None, None, None], layer.norm.bias - layer.norm.running_mean * scale


def bfloat16(weights):
    return torch.from_numpy(np.ascontiguousarray(weights)).to(torch.bfloat16).view(torch.int16).numpy().astype("<i2").tobytes()


def packed(weights, bias, step=1, dilation=1, rectifies=1, skip=0):
    outputs, inputs, size, _ = weights.shape
    wide = (outputs + 15) // 16 * 16
    taps = np.zeros((size, size, inputs, wide), np.float32)
    taps[..., :outputs] = weights.permute(2, 3, 1, 0).numpy()
    biases = np.zeros(wide, "<f4")
    biases[:outputs] = bias.numpy()
    head = struct.pack("<7H", inputs, wide, size, step, dilation, rectifies, skip)
    return head + biases.tobytes() + bfloat16(taps)


@torch.no_grad()
def main(weights, target):
    network = evaluate.load(weights)
    layers = [m for m in network.modules() if isinstance(m, model.Layer)]
    rows = [packed(*folded(l), l.conv.stride[0], l.conv.dilation[0], 1, int(l.skip)) for l in layers]
    rows.append(packed(network.head.weight, network.head.bias, rectifies=0))
    with open(target, "wb") as out:
        out.write(b"RLW1" + struct.pack("<I", len(rows)) + b"".join(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
