"""Train the network: `python train.py --pictures DIR --labels DIR [--synthetic DIR --synthetic-labels DIR] --out DIR`.

Runs until --steps; every --save steps it writes OUT/last.pt (all that --resume needs) and a line of losses. The rate is
held, then falls to nothing over the last --fall steps; a run is prolonged by resuming with more --steps.
"""
import argparse
import copy
import os
import pathlib
import time

import torch
from torch.nn import functional

import dataset
import model


def losses(heads, field, wanted, orientation):
    """Heat, direction, type and (training only) orientation, each of order one."""
    heat, weight = wanted[:, 0], wanted[:, 4]
    found = functional.binary_cross_entropy_with_logits(heads[:, 0], heat, reduction="none")
    found = (found * (1 + 3 * heat)).sum() / (heat.sum() + 1)
    total = weight.sum() + 1
    turn = (((heads[:, 1:3] - wanted[:, 1:3]) ** 2).sum(1) * weight).sum() / total
    kind = functional.binary_cross_entropy_with_logits(heads[:, 3], wanted[:, 3], reduction="none")
    return found, turn, (kind * weight).sum() / total, ((field - orientation) ** 2).mean()


class Average:
    """The running mean of the weights: what is kept and tested."""

    def __init__(self, network, keep=0.999):
        self.network, self.keep = copy.deepcopy(network).eval(), keep

    @torch.no_grad()
    def add(self, network, step):
        keep = min(self.keep, (step + 1) / (step + 10))
        for mine, new in zip(self.network.state_dict().values(), network.state_dict().values()):
            if mine.is_floating_point():
                mine.lerp_(new, 1 - keep)


def rate(step, arguments):
    warm = min(1.0, (step + 1) / 300)
    return arguments.rate * warm * min(1.0, max(0.0, (arguments.steps - step) / max(1, arguments.fall)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--pictures", "--labels", "--out"):
        parser.add_argument(name, required=True)
    parser.add_argument("--synthetic")
    parser.add_argument("--synthetic-labels")
    parser.add_argument("--leave-out", nargs="*", default=[], help="sets not to train with")
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--fall", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--save", type=int, default=250)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", help="weights to start from")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    out = pathlib.Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)

    network = model.Network().to(memory_format=torch.channels_last)
    if arguments.start:
        network.load_state_dict(torch.load(arguments.start, weights_only=True)["average"])
    average = Average(network)
    optimiser = torch.optim.AdamW(network.parameters(), lr=arguments.rate, weight_decay=1e-2)
    step = 0
    if arguments.resume and (out / "last.pt").exists():
        kept = torch.load(out / "last.pt", weights_only=True)
        network.load_state_dict(kept["network"])
        average.network.load_state_dict(kept["average"])
        optimiser.load_state_dict(kept["optimiser"])
        step = kept["step"]

    def wanted(path):
        return dataset.part(path) == "train" and path.parent.name not in arguments.leave_out

    sources = [dataset.Prints(arguments.pictures, arguments.labels, wanted)]
    if arguments.synthetic:
        sources.append(dataset.Prints(arguments.synthetic, arguments.synthetic_labels, wanted))
    crops = dataset.Crops(sources, {"CrossMatch": 2.0, "masters": 3.0}, seed=step)
    print({name: len(group) for s in sources for name, group in s.sets.items()}, flush=True)
    loader = torch.utils.data.DataLoader(crops, arguments.batch, num_workers=1, prefetch_factor=6)

    sums, began = torch.zeros(4), time.time()
    for seen, goal, field in loader:
        for group in optimiser.param_groups:
            group["lr"] = rate(step, arguments)
        with torch.autocast("cpu", torch.bfloat16):
            heads, found_field = network(seen.contiguous(memory_format=torch.channels_last))
        parts = losses(heads.float(), found_field.float(), goal, field)
        loss = parts[0] + parts[1] + 0.5 * parts[2] + parts[3]
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        average.add(network, step)
        step += 1
        sums += torch.stack([p.detach() for p in parts])
        if step % arguments.save == 0 or step == arguments.steps:
            state = {"network": network.state_dict(), "average": average.network.state_dict()}
            torch.save(state | {"optimiser": optimiser.state_dict(), "step": step}, out / "part.pt")
            os.replace(out / "part.pt", out / "last.pt")
            pace = (time.time() - began) / arguments.save
            shown = " ".join(f"{v:.3f}" for v in (sums / arguments.save).tolist())
            print(f"{time.strftime('%H:%M')} step {step} heat/turn/kind/field {shown} {pace:.2f} s/step", flush=True)
            sums.zero_()
            began = time.time()
        if step >= arguments.steps:
            return


if __name__ == "__main__":
    main()
