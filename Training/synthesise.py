"""Draw master prints nobody has: `python synthesise.py OUT COUNT [FIRST_SEED]` writes OUT/<seed>.png (500 ppi).

A master is clean: even ridges, no sensor. `label.py` labels it where the teacher errs least, and `augment.py` spoils it
afterwards, so that the student sees the hard picture with the easy picture's labels.

Orientation: zeros and poles at cores and deltas (Sherlock and Monro 1993), or an arch, bent by smooth noise.
Ridges: seeds grown by repeated filtering with Gabor filters turned to the orientation (Cappelli et al., SFinGe, 2000),
at half resolution with sixteen fixed filters, then warped so that the ridge period varies over the print.
"""
import pathlib
import sys

import cv2
import numpy as np

cv2.setNumThreads(1)

SIDE = 480
HALF = SIDE // 2
FILTERS = 16


def smooth_noise(rng, side, knots):
    """Smooth noise of unit deviation with about `knots` bumps to a side."""
    coarse = rng.standard_normal((knots + 3, knots + 3)).astype(np.float32)
    noise = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)
    return noise / noise.std()


def orientation(rng):
    """Ridge orientation in radians (y down), at half resolution."""
    y, x = np.mgrid[0:HALF, 0:HALF].astype(np.float32) / HALF - 0.5
    kind = rng.choice(["arch", "loop", "whorl", "plain"], p=[0.1, 0.5, 0.3, 0.1])
    if kind == "plain":
        theta = np.full_like(x, rng.uniform(0, np.pi))
    elif kind == "arch":
        theta = np.arctan(rng.uniform(0.5, 1.6) * np.cos(np.pi * (y + 0.5)) ** 2 * np.sin(2 * np.pi * x * rng.uniform(0.7, 1)))
    else:
        core = rng.uniform(-0.15, 0.15, 2)
        side = rng.choice([-1, 1])
        poles = [(core, 1)]
        poles += [(core + [side * rng.uniform(0.2, 0.4), rng.uniform(0.25, 0.5)], -1)]
        if kind == "whorl":
            poles += [(core + [rng.uniform(-0.06, 0.06), rng.uniform(0.03, 0.25)], 1)]
            poles += [(core + [-side * rng.uniform(0.2, 0.45), rng.uniform(0.2, 0.5)], -1)]
        theta = sum(0.5 * charge * np.arctan2(y - py, x - px) for (px, py), charge in poles)
        theta = theta + (0 if kind == "whorl" else side * rng.uniform(0.1, 0.5) + np.pi / 2 * (side < 0))
    return theta + 0.12 * smooth_noise(rng, HALF, 4)


def gabor_bank(period):
    span = 9
    y, x = np.mgrid[-span : span + 1, -span : span + 1].astype(np.float32)
    bank = []
    for k in range(FILTERS):
        angle = np.pi * k / FILTERS
        across = -x * np.sin(angle) + y * np.cos(angle)
        kernel = np.cos(2 * np.pi * across / period) * np.exp(-(x * x + y * y) / (2 * (0.42 * period + 0.6) ** 2))
        envelope = np.exp(-(x * x + y * y) / (2 * (0.42 * period + 0.6) ** 2))
        kernel -= envelope * kernel.sum() / envelope.sum()
        bank.append(kernel / np.abs(kernel).sum())
    return bank


def grow(rng, theta, period):
    """A ridge pattern in -1..1 that follows `theta`, at half resolution."""
    bank = gabor_bank(period)
    choice = np.rint(theta / np.pi * FILTERS).astype(int) % FILTERS
    picture = (rng.random((HALF, HALF)) < 0.004).astype(np.float32) * 2 + 0.02 * rng.standard_normal((HALF, HALF)).astype(np.float32)
    for _ in range(rng.integers(22, 45)):
        answers = np.stack([cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REFLECT) for kernel in bank])
        picture = np.clip(3.2 * np.take_along_axis(answers, choice[None], 0)[0], -1, 1)
    return picture


def bend(rng, picture):
    """Full size, warped smoothly so that the period varies by about a tenth."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / 2
    x, y = (axis + rng.uniform(1, 4.5) * smooth_noise(rng, SIDE, 4) for axis in (x, y))
    return cv2.remap(picture, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)


def master(seed):
    """An 8-bit picture of dark ridges on light."""
    rng = np.random.default_rng(seed)
    picture = bend(rng, grow(rng, orientation(rng), rng.uniform(4.0, 5.1)))
    picture = np.tanh(2 * cv2.GaussianBlur(picture, (0, 0), 1.0))
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
    radius = np.hypot(x / rng.uniform(0.36, 0.5), y / rng.uniform(0.42, 0.52)) + 0.04 * smooth_noise(rng, SIDE, 8)
    inside = np.clip((1 - radius) * 12, 0, 1)
    return np.clip(235 - inside * (90 + 90 * picture) + rng.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


if __name__ == "__main__":
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    for seed in range(first, first + int(sys.argv[2])):
        cv2.imwrite(str(out / f"{seed:05d}.png"), master(seed))
