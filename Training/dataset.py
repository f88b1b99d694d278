"""Training crops and what the network should say about them."""
import json
import pathlib

import cv2
import numpy as np
import torch
from PIL import Image

import augment

SIDE = 256
CELL = 4  # pixels to one cell of the heat map
SPREAD = 3.5  # deviation of a minutia's spot, pixels


def normalised(picture):
    """What the network sees: each pixel less its surroundings' mean, over their deviation; 0..255 in, about -3..3 out.

    The surroundings are 33 x 33 pixels (edge pixels repeated); the 6 added keeps empty paper quiet.
    """
    picture = picture.astype(np.float32)
    mean = cv2.blur(picture, (33, 33), borderType=cv2.BORDER_REPLICATE)
    square = cv2.blur(picture * picture, (33, 33), borderType=cv2.BORDER_REPLICATE)
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    return np.clip((picture - mean) / (deviation + 6), -3, 3)


def part(path):
    """"train", "tune" or "held": no training or tuning may see the held-back fingers (see README.md, "The split")."""
    finger = path.stem.rsplit("_", 1)[0]
    if path.parent.name.startswith("FVC"):
        return "held" if int(finger) > 105 else "tune" if int(finger) == 105 else "train"
    if path.parent.name == "CrossMatch":
        return "held" if finger.split("_")[0] in ("013", "027", "047", "057") else "train"
    return "train"


def orientation(crop):
    """Doubled ridge angle as (cos, sin) times coherence, per 8 x 8 pixels, from the unspoilt crop."""
    smooth = cv2.GaussianBlur(crop, (0, 0), 1.2)
    gx, gy = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), -cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    parts = [cv2.GaussianBlur(p, (0, 0), 6)[4::8, 4::8] for p in (gy * gy - gx * gx, -2 * gx * gy, gx * gx + gy * gy)]
    return np.stack([parts[0], parts[1]]) / (parts[2] + 1e-3)


def targets(minutiae, side=SIDE):
    """5 x side/4 x side/4: heat, cos, sin, ending, and how much angle and type count there."""
    cells = side // CELL
    out = np.zeros((5, cells, cells), np.float32)
    for x, y, angle, ending, quality in minutiae[::-1]:
        left, top = int(x // CELL), int(y // CELL)
        xs = np.arange(max(0, left - 3), min(cells, left + 4))
        ys = np.arange(max(0, top - 3), min(cells, top + 4))
        dx, dy = (xs + 0.5) * CELL - 0.5 - x, (ys + 0.5) * CELL - 0.5 - y
        spot = np.exp(-(dx[None] ** 2 + dy[:, None] ** 2) / (2 * SPREAD**2)) * quality
        part = out[:, ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]
        nearer = spot > part[0]
        part[:, nearer] = np.array([0, np.cos(angle), np.sin(angle), ending, 0])[:, None]
        part[0][nearer] = spot[nearer]
        part[4][nearer] = spot[nearer] * (spot[nearer] > 0.1)
    return out


class Prints:
    """Pictures with their labels, kept in memory."""

    def __init__(self, pictures, labels, keep):
        self.sets = {}
        for path in sorted(pathlib.Path(pictures).rglob("*.png")):
            label = pathlib.Path(labels) / path.relative_to(pictures).with_suffix(".json")
            if keep(path) and label.exists():
                picture = np.asarray(Image.open(path).convert("L"))
                rows = np.array(json.loads(label.read_text()), float).reshape(-1, 5)
                self.sets.setdefault(path.parent.name, []).append((path, picture, rows))

    def __iter__(self):
        for name in sorted(self.sets):
            yield from self.sets[name]


class Crops(torch.utils.data.IterableDataset):
    """Endless random crops; a set is drawn first (by weight), then a print of it."""

    def __init__(self, sources, weights, seed):
        self.groups = [(group, weights.get(name, 1.0)) for s in sources for name, group in s.sets.items()]
        self.seed = seed

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        chances = np.array([weight for _, weight in self.groups])
        chances = chances / chances.sum()
        while True:
            group = self.groups[rng.choice(len(self.groups), p=chances)][0]
            _, picture, rows = group[rng.integers(len(group))]
            clean, minutiae = augment.geometry(rng, picture.astype(np.float32) / 255, rows, SIDE)
            field = orientation(clean)
            if rng.random() < 0.85:
                clean, minutiae = augment.sensor(rng, clean, minutiae)
            seen = normalised(np.rint(clean * 255))
            yield seen[None].astype(np.float32), targets(minutiae), field.astype(np.float32)
