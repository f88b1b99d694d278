"""Write the averaged weights in whole numbers for the firmware:

    python export.py last.pt minutiae-network.rlw --pictures DIR

The file, little-endian: "RLW2", number of layers (4 bytes), the unit of the joined map (float32); then for each layer, in
the order of use (stem, quarter, detail x 2, eighth, context x 5, back, join, head): inputs, outputs, size, step, dilation,
rectifies, adds its input (2 bytes each), the unit of its output (float32), the bias and the units of the weights (float32
x outputs), the weights (int8: size x size taps, rows first, of inputs x outputs). A number is its byte times its unit;
maps are bytes 0..127, the picture's map -63..63 around 64. Batch normalisation is folded in; the head's four outputs are
padded with zeros to sixteen. The units of the maps are what the training prints among PICTURES need.
"""
import argparse
import pathlib
import struct

import numpy as np
import torch
from PIL import Image

import dataset
import evaluate
import model

GREATEST = 127
SHARE = 0.99995  # of a map's numbers that its unit must hold; the rest is cut


def folded(layer):
    scale = layer.norm.weight / torch.sqrt(layer.norm.running_var + layer.norm.eps)
    return layer.conv.weight * scale[:, None, None, None], layer.norm.bias - layer.norm.running_mean * scale


def packed(weights, bias, unit, step=1, dilation=1, rectifies=1, skip=0):
    outputs, inputs, size, _ = weights.shape
    wide = (outputs + 15) // 16 * 16
    scale = np.ones(wide, "<f4")
    scale[:outputs] = np.maximum(weights.abs().amax((1, 2, 3)).numpy(), 1e-6) / GREATEST
    taps = np.zeros((size, size, inputs, wide), np.float32)
    taps[..., :outputs] = weights.permute(2, 3, 1, 0).numpy()
    whole = np.clip(np.rint(taps / scale), -GREATEST, GREATEST).astype(np.int8)
    biases = np.zeros(wide, "<f4")
    biases[:outputs] = bias.numpy()
    head = struct.pack("<7Hf", inputs, wide, size, step, dilation, rectifies, skip, unit)
    return head + biases.tobytes() + scale.tobytes() + whole.tobytes()


@torch.no_grad()
def units(network, layers, pictures):
    """What one byte of each layer's map, and of the joined map, must stand for."""
    greatest = {name: [] for name in [*range(len(layers)), "join"]}

    def note(name, value):
        flat = value.flatten()
        greatest[name].append(float(flat.kthvalue(max(1, int(SHARE * flat.numel()))).values))

    for index, layer in enumerate(layers):
        layer.register_forward_hook(lambda _, __, out, index=index: note(index, out))
    network.join.register_forward_hook(lambda _, given, __: note("join", given[0]))
    for path in pictures:
        evaluate.heads(network, np.asarray(Image.open(path).convert("L")))
    return {name: float(np.percentile(values, 95)) / GREATEST for name, values in greatest.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("target")
    parser.add_argument("--pictures", required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = evaluate.load(arguments.weights)
    layers = [m for m in network.modules() if isinstance(m, model.Layer)]
    prints = [p for p in sorted(pathlib.Path(arguments.pictures).rglob("*.png")) if dataset.part(p) == "train"]
    unit = units(network, layers, prints[::7])
    with torch.no_grad():
        rows = [
            packed(*folded(l), unit[i], l.conv.stride[0], l.conv.dilation[0], 1, int(l.skip))
            for i, l in enumerate(layers)
        ]
        rows.append(packed(network.head.weight, network.head.bias, 1.0, rectifies=0))
    with open(arguments.target, "wb") as out:
        out.write(b"RLW2" + struct.pack("<If", len(rows), unit["join"]) + b"".join(rows))


if __name__ == "__main__":
    main()
