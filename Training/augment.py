"""Make a hard training crop of an easy picture: `geometry` moves it, `sensor` spoils it. Grey values are 0..1."""
import cv2
import numpy as np

from synthesise import smooth_noise

cv2.setNumThreads(1)


def geometry(rng, picture, minutiae, side):
    """A crop under a random turn, scale, mirror and smooth distortion; the minutiae move along.

    minutiae: rows of x, y, angle (counter-clockwise, y up), type, quality.
    """
    height, width = picture.shape
    turn = rng.uniform(-np.pi, np.pi) if rng.random() < 0.8 else rng.normal(0, 0.2)
    scale = np.exp(rng.uniform(-0.16, 0.16))
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    if rng.random() < 0.5:
        matrix[:, 0] *= -1
    centre = np.array([rng.uniform(0.2, 0.8) * width, rng.uniform(0.2, 0.8) * height])
    strength = rng.uniform(0, 3.5)
    shift = np.stack([strength * smooth_noise(rng, side, 5) for _ in range(2)], -1)

    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    source = (np.stack([x, y], -1) + shift - side / 2) @ matrix.T.astype(np.float32) + centre.astype(np.float32)
    edge = float(np.median(np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])))
    crop = cv2.remap(picture, source.astype(np.float32), None, cv2.INTER_LINEAR, borderValue=edge)

    def moved(points):
        straight = (points - centre) @ np.linalg.inv(matrix).T + side / 2
        out = straight
        for _ in range(3):
            at = np.clip(np.rint(out), 0, side - 1).astype(int)
            out = straight - shift[at[:, 1], at[:, 0]]
        return out

    if len(minutiae) == 0:
        return crop, np.zeros((0, 5))
    points = minutiae[:, :2]
    ahead = points + 6 * np.stack([np.cos(minutiae[:, 2]), -np.sin(minutiae[:, 2])], -1)
    here, there = moved(points), moved(ahead)
    angle = np.arctan2(-(there - here)[:, 1], (there - here)[:, 0])
    rows = np.column_stack([here, angle, minutiae[:, 3:]])
    return crop, rows[((here >= 0) & (here < side)).all(1)]


def sensor(rng, crop, minutiae):
    """The crop as a worse sensor or finger would give it; minutiae under what is hidden are dropped."""
    side = crop.shape[0]
    paper = float(np.percentile(crop, 90))

    def happens(chance):
        return rng.random() < chance

    if happens(0.35):  # wetter or drier, not everywhere alike
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
        other = (cv2.erode if happens(0.5) else cv2.dilate)(crop, kernel)
        share = np.clip(0.5 + 0.7 * smooth_noise(rng, side, 4), 0, 1)
        crop = crop + share * (other - crop)
    if happens(0.3):  # dry skin: ridges in patches
        grain = smooth_noise(rng, side, int(rng.integers(25, 80)))
        hole = 1 / (1 + np.exp(-4 * (grain - rng.uniform(0.7, 1.8) + 0.4 * smooth_noise(rng, side, 4))))
        crop = crop + hole * (paper - crop)
    if happens(0.4):  # pressure varies
        contrast = np.clip(0.7 + 0.35 * smooth_noise(rng, side, 3), 0.15, 1)
        level = cv2.blur(crop, (41, 41)) if happens(0.5) else paper
        crop = level + contrast * (crop - level)
    for _ in range(int(rng.integers(0, 4)) if happens(0.25) else 0):  # creases and scars
        start, way = rng.uniform(0, side, 2), rng.uniform(-np.pi, np.pi)
        end = start + rng.uniform(20, 200) * np.array([np.cos(way), np.sin(way)])
        line = np.zeros((side, side), np.float32)
        cv2.line(line, start.astype(int).tolist(), end.astype(int).tolist(), 1, int(rng.integers(1, 4)))
        crop = crop + cv2.GaussianBlur(line, (0, 0), 0.8) * (paper - crop)
    if happens(0.3):  # a part that did not touch
        edge = smooth_noise(rng, side, 3) - rng.uniform(0.6, 1.6)
        hidden = np.clip(edge * 12, 0, 1)
        crop = crop + hidden * (paper - crop)
        at = np.clip(np.rint(minutiae[:, :2]), 0, side - 1).astype(int)
        minutiae = minutiae[edge[at[:, 1], at[:, 0]] < 0]
    if happens(0.4):
        crop = cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.4, 1.4))
    if happens(0.1):  # a coarse sensor
        small = int(side * rng.uniform(0.5, 0.8))
        crop = cv2.resize(cv2.resize(crop, (small, small), interpolation=cv2.INTER_AREA), (side, side))
    if happens(0.5):
        crop = np.clip(crop, 0, 1) ** rng.uniform(0.55, 1.8)
    if happens(0.3):  # hard contrast
        middle = float(np.median(crop))
        crop = np.clip(0.5 + rng.uniform(1.3, 4) * (crop - middle), 0, 1)
    elif happens(0.4):  # faint
        crop = paper + rng.uniform(0.15, 0.7) * (crop - paper)
    crop = crop + rng.uniform(0, 0.1) * smooth_noise(rng, side, 3)
    if happens(0.6):
        crop = crop + rng.uniform(0, 0.09) * rng.standard_normal(crop.shape)
    if happens(0.25):
        crop = crop + rng.uniform(0, 0.07) * smooth_noise(rng, side, int(rng.integers(30, 120)))
    if happens(0.1):
        crop = crop + rng.uniform(0, 0.06) * rng.standard_normal((side, 1) if happens(0.5) else (1, side))
    return np.clip(crop, 0, 1).astype(np.float32), minutiae
