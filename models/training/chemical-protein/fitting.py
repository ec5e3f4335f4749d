"""Training as teachers and student share it: two optimisers, a falling rate, and a moving average of the weights."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

# Sentences that are sorted by length together before they are cut into batches.
BLOCK = 1000
WARM_UP = 0.5


def batches(items: Sequence, tokens: int, generator: random.Random | None, pairs: int = 90) -> list[list]:
    """Batches of items of like length, of at most so many padded tokens and about so many pairs: shuffled where there is a
    generator, else of ascending length."""
    order = list(items)
    if generator is not None:
        generator.shuffle(order)
    block = BLOCK if generator is not None else len(order)
    found: list[list] = []
    for first in range(0, len(order), max(1, block)):
        current: list = []
        for item in sorted(order[first : first + block], key=len):
            asked = sum(len(other.pairs) for other in current)
            if current and (len(item) * (len(current) + 1) > tokens or asked > pairs):
                found.append(current)
                current = []
            current.append(item)
        found.append(current)
    if generator is not None:
        generator.shuffle(found)
    return found


def fit(
    network: nn.Module,
    epoch_of: Callable[[random.Random], list[list]],
    loss_of: Callable[[list], tuple[Tensor, int]],
    judge: Callable[[nn.Module], dict],
    checkpoint: Path,
    *,
    epochs: int,
    rate: float = 1e-3,
    word_rate: float = 2e-4,
    average: float = 0.998,
    seed: int = 1,
) -> dict[str, Tensor]:
    """Trains, and returns the averaged weights. `loss_of(batch)` gives the summed loss and how many pairs it is of. After every
    epoch the state is kept beside the checkpoint, and a training that is started again goes on from it."""
    generator = random.Random(seed)
    rest = [value for value in network.parameters() if value is not network.table.weight]
    optimisers = [
        torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.99), weight_decay=0.01),
        torch.optim.SparseAdam([network.table.weight], lr=word_rate, betas=(0.9, 0.99)),
    ]
    mean = {name: value.detach().clone() for name, value in network.state_dict().items()}
    resume, first, steps = checkpoint.with_suffix(".resume.pt"), 0, 0
    if resume.exists():
        saved = torch.load(resume, weights_only=False)
        network.load_state_dict(saved["model"])
        mean, steps, first = saved["average"], saved["steps"], saved["epoch"]
        for optimiser, state in zip(optimisers, saved["optimisers"]):
            optimiser.load_state_dict(state)
        generator.setstate(saved["generator"])
    for epoch in range(first, epochs):
        began, total, count = time.time(), 0.0, 0
        groups = epoch_of(generator)
        for place, group in enumerate(groups):
            done = (epoch + place / len(groups)) / epochs
            scale = min(1.0, done * epochs / WARM_UP + 0.05) * (1 - done)
            for optimiser, highest in zip(optimisers, (rate, word_rate)):
                optimiser.param_groups[0]["lr"] = highest * scale
            loss, pairs = loss_of(group)
            for optimiser in optimisers:
                optimiser.zero_grad()
            (loss / max(8, pairs)).backward()
            torch.nn.utils.clip_grad_norm_(rest, 5.0)
            for optimiser in optimisers:
                optimiser.step()
            total, count, steps = total + loss.item(), count + pairs, steps + 1
            if steps % 4 == 0:
                decay = min(average**4, (1 + steps) / (10 + steps))
                with torch.no_grad():
                    for name, value in network.state_dict().items():
                        mean[name].lerp_(value, 1 - decay)
        torch.save(
            {
                "model": network.state_dict(), "average": mean, "steps": steps, "epoch": epoch + 1,
                "optimisers": [optimiser.state_dict() for optimiser in optimisers], "generator": generator.getstate(),
            },
            resume,
        )
        line = {"epoch": epoch + 1, "seconds": round(time.time() - began), "loss": round(total / count, 4)}
        own = network.state_dict()
        network.load_state_dict(mean)
        print(json.dumps(line | judge(network)), flush=True)
        network.load_state_dict(own)
    return mean


def cross_entropy(scores: Tensor, labels: Sequence[int], likely: Sequence) -> Tensor:
    """Summed over pairs: against the label, or against what the teachers hold likely where they were asked."""
    logs, loss = scores.log_softmax(1), scores.new_zeros(())
    known = [i for i, soft in enumerate(likely) if soft is None]
    if known:
        loss = loss - logs[known, [labels[i] for i in known]].sum()
    asked = [i for i, soft in enumerate(likely) if soft is not None]
    if asked:
        targets = torch.stack([torch.as_tensor(likely[i]) for i in asked])
        loss = loss - (targets * logs[asked]).sum()
    return loss
