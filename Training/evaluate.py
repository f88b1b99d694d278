"""Compare the network with its teacher: `python evaluate.py --weights last.pt --pictures DIR --labels DIR [--part held]`.

Per set: how many of the teacher's minutiae (quality >= 0.55) are found, how many found ones are the teacher's, and the
mean errors; a pair is within 10 pixels and 20 degrees. With --write DIR the minutiae are written as label.py does.
"""
import argparse
import json
import pathlib

import cv2
import numpy as np
import torch

import dataset
import model

cv2.setNumThreads(1)


def load(path):
    network = model.Network().eval()
    network.load_state_dict(torch.load(path, weights_only=True)["average"])
    return network.to(memory_format=torch.channels_last)


@torch.no_grad()
def heads(network, picture):
    """4 x H/4 x W/4 of a grey picture: heat 0..1, cos, sin, probability of an ending."""
    height, width = picture.shape
    seen = dataset.normalised(picture)
    seen = np.pad(seen, ((0, -height % 8), (0, -width % 8)))
    out = network(torch.from_numpy(seen)[None, None])[0][0]
    out[0], out[3] = torch.sigmoid(out[0]), torch.sigmoid(out[3])
    return out.numpy()


def minutiae(maps, floor=0.1):
    """Rows of x, y, angle, type, quality at the heat's peaks; a peak's place is that of the parabola through its log."""
    heat = maps[0]
    peaks = (heat >= floor) & (heat == cv2.dilate(heat, np.ones((3, 3), np.uint8)))
    peaks[[0, -1]] = peaks[:, [0, -1]] = False
    rows = []
    for j, i in zip(*np.nonzero(peaks)):
        middle = np.log(heat[j, i])
        left, right, up, down = (np.log(heat[b, a] + 1e-6) for b, a in ((j, i - 1), (j, i + 1), (j - 1, i), (j + 1, i)))
        dx = np.clip(0.5 * (right - left) / (2 * middle - left - right + 1e-6), -0.5, 0.5)
        dy = np.clip(0.5 * (down - up) / (2 * middle - up - down + 1e-6), -0.5, 0.5)
        angle = np.arctan2(maps[2, j, i], maps[1, j, i])
        x, y = ((n + 0.5) * dataset.CELL - 0.5 for n in (i + dx, j + dy))
        rows.append([float(x), float(y), float(angle), int(maps[3, j, i] > 0.5), float(heat[j, i])])
    return sorted(rows, key=lambda row: -row[4])


def pairs(mine, teachers, reach=10.0, turn=np.radians(20)):
    """Greedy one-to-one pairs, nearest first: index pairs."""
    if not len(mine) or not len(teachers):
        return []
    distance = np.hypot(mine[:, None, 0] - teachers[None, :, 0], mine[:, None, 1] - teachers[None, :, 1])
    angle = np.abs((mine[:, None, 2] - teachers[None, :, 2] + np.pi) % (2 * np.pi) - np.pi)
    distance[(angle > turn) | (distance > reach)] = np.inf
    found = []
    while np.isfinite(least := distance.min()) and least < np.inf:
        i, j = np.unravel_index(distance.argmin(), distance.shape)
        distance[i], distance[:, j] = np.inf, np.inf
        found.append((i, j))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--weights", "--pictures", "--labels"):
        parser.add_argument(name, required=True)
    parser.add_argument("--part", default="tune", help="train, tune, held or all")
    parser.add_argument("--threshold", type=float, default=0.4)
    parser.add_argument("--most", type=int, default=10**6, help="pictures of each set")
    parser.add_argument("--write")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = load(arguments.weights)
    prints = dataset.Prints(
        arguments.pictures, arguments.labels, lambda p: arguments.part in ("all", dataset.part(p)))
    totals = np.zeros(6)
    for name, group in sorted(prints.sets.items()):
        sums = np.zeros(6)  # mine, teacher's, pairs, pixels, radians, same type
        for path, picture, rows in group[: arguments.most]:
            found = minutiae(heads(network, picture))
            if arguments.write:
                out = pathlib.Path(arguments.write) / name / (path.stem + ".json")
                out.parent.mkdir(parents=True, exist_ok=True)
                out.write_text(json.dumps(found))
            mine = np.array([r for r in found if r[4] >= arguments.threshold]).reshape(-1, 5)
            teachers = rows[rows[:, 4] >= 0.55]
            sums[:2] += len(mine), len(teachers)
            for i, j in pairs(mine, teachers):
                a, b = mine[i], teachers[j]
                error = np.abs((a[2] - b[2] + np.pi) % (2 * np.pi) - np.pi)
                sums[2:] += 1, np.hypot(*(a[:2] - b[:2])), error, a[3] == b[3]
        report(name, sums)
        totals += sums
    report("all", totals)


def report(name, sums):
    mine, teachers, shared, pixels, radians, same = sums
    n = max(shared, 1)
    print(f"{name:14} recall {shared / max(teachers, 1):.3f} precision {shared / max(mine, 1):.3f} "
          f"{pixels / n:.2f} px {np.degrees(radians / n):.1f} deg, type {same / n:.3f} ({mine:.0f}, {teachers:.0f})", flush=True)


if __name__ == "__main__":
    main()
