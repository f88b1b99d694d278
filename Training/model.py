"""The network: 239 thousand weights, about 5.3 thousand multiply-adds a pixel, sees about 140 pixels across.

Every layer is a 3x3 (first: 5x5) or 1x1 convolution with batch normalisation (folded into it by export.py) and ReLU:
stem 1/2 -> 1/4 (two layers with skips) -> 1/8 (five dilated layers with skips) -> back to 1/4, joined, one layer, heads.
"""
import torch
from torch import nn

DILATIONS = (1, 2, 4, 2, 1)


class Layer(nn.Module):
    def __init__(self, inputs, outputs, size=3, stride=1, dilation=1, skip=False):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, size, stride, dilation * (size // 2), dilation, bias=False)
        self.norm = nn.BatchNorm2d(outputs, momentum=0.03)
        self.skip = skip

    def forward(self, x):
        y = torch.relu(self.norm(self.conv(x)))
        return x + y if self.skip else y


class Network(nn.Module):
    """1 x H x W (multiples of 8) in; 5 x H/4 x W/4 logits (heat, cos, sin, ending, unused) and training's orientation out."""

    def __init__(self):
        super().__init__()
        self.stem = Layer(1, 16, 5, 2)
        self.quarter = Layer(16, 32, 3, 2)
        self.detail = nn.Sequential(Layer(32, 32, skip=True), Layer(32, 32, skip=True))
        self.eighth = Layer(32, 64, 3, 2)
        self.context = nn.Sequential(*(Layer(64, 64, dilation=d, skip=True) for d in DILATIONS))
        self.back = Layer(64, 32, 1)
        self.join = Layer(32, 32)
        self.head = nn.Conv2d(32, 4, 1)
        self.orientation = nn.Conv2d(64, 2, 1)
        nn.init.constant_(self.head.bias[:1], -4.0)

    def forward(self, x):
        detail = self.detail(self.quarter(self.stem(x)))
        context = self.context(self.eighth(detail))
        back = nn.functional.interpolate(self.back(context), scale_factor=2, mode="nearest")
        return self.head(self.join(detail + back)), self.orientation(context)
