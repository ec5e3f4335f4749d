"""Metric learning on synonyms: names of one concept come near each other and away from the names of its neighbours.

A batch is made of groups of concepts whose names resemble each other, half of them by their trigrams and half by the
encoder's own vectors of the epoch before, so that the hardest negatives meet. The loss is the Multi-Similarity loss with mining of
pairs (Wang and others, 2019, with the settings of SapBERT), once between vectors and once between vectors and the signs of
vectors, which is how an index may store them.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from augmentation import varied
from network import NameEncoder, Sizes, encode, encode_words
from trigrams import hashed_vectors

ALPHA, BETA, BASE, MARGIN = 1.0, 60.0, 0.5, 0.1


def multi_similarity(scores: Tensor, same: Tensor, other: Tensor) -> Tensor:
    """`scores` [anchors, candidates]; `same` and `other` say which pairs count as positive and as negative.

    Mined as in the paper: a negative counts when it is nearer than the farthest positive less a margin, a positive when it is
    farther than the nearest negative plus the margin.
    """
    with torch.no_grad():
        values = scores.detach()
        farthest = values.masked_fill(~same, 2).amin(1, keepdim=True)
        nearest = values.masked_fill(~other, -2).amax(1, keepdim=True)
        positive = torch.exp(-ALPHA * (values - BASE)) * (same & (values < nearest + MARGIN))
        negative = torch.exp(BETA * (values - BASE)) * (other & (values > farthest - MARGIN))
        of_positive, of_negative = 1 + positive.sum(1, keepdim=True), 1 + negative.sum(1, keepdim=True)
        slopes = (negative / of_negative - positive / of_positive) / len(values)
        value = (of_positive.log() / ALPHA + of_negative.log() / BETA).mean()
    # The slopes are the loss's derivatives by the scores; written out, they cost a third of what autograd needs for them.
    linear = (scores * slopes).sum()
    return value + linear - linear.detach()


def signs(vectors: Tensor) -> Tensor:
    """The signs of the vectors at unit length; gradients pass as if nothing were done."""
    rounded = torch.where(vectors >= 0, 1.0, -1.0) * vectors.shape[1] ** -0.5
    return vectors + (rounded - vectors).detach()


def groups_of(vectors: np.ndarray, size: int, generator: np.random.Generator) -> list[np.ndarray]:
    """Rows in groups of about `size` neighbours: one round of k-means around random rows."""
    values = torch.from_numpy(vectors)
    centres = values[torch.from_numpy(generator.choice(len(vectors), max(1, len(vectors) // size), replace=False))]
    for last in (False, True):
        nearest = torch.cat([(part @ centres.T).argmax(1) for part in values.split(8192)])
        if not last:
            sums = torch.zeros_like(centres).index_add_(0, nearest, values)
            centres = nn.functional.normalize(sums + 1e-6 * centres, dim=1)
    order = torch.argsort(nearest, stable=True).numpy()
    bounds = np.flatnonzero(np.diff(nearest.numpy()[order])) + 1
    return [part for group in np.split(order, bounds) for part in np.array_split(group, -(-len(group) // (2 * size)))]


class Batches:
    def __init__(self, concepts: list[dict], arguments: argparse.Namespace) -> None:
        self.concepts, self.arguments = concepts, arguments
        self.random, self.generator = random.Random(arguments.seed), np.random.default_rng(arguments.seed)
        self.several = np.array([len(concept["names"]) > 1 for concept in concepts])
        self.shares = np.array([concept["share"] for concept in concepts])

    def chosen(self) -> np.ndarray:
        """The concepts of an epoch: a share of those with one name, and of those from sources that have little to teach."""
        chance = np.where(self.several, 1.0, self.arguments.single) * self.shares
        return np.flatnonzero(self.generator.random(len(self.concepts)) < chance)

    def epoch(self, network: NameEncoder, tokenizer: Tokenizer) -> list[np.ndarray]:
        """Batches of concepts, each of groups of neighbours."""
        chosen = self.chosen()
        names = [self.random.choice(self.concepts[place]["names"]) for place in chosen]
        shuffled = self.generator.permutation(len(chosen))
        halves = np.array_split(shuffled, 2)
        of_vectors = encode_words(network, tokenizer, [names[row] for row in halves[0]])
        of_trigrams = hashed_vectors([names[row] for row in halves[1]])
        groups = [halves[0][group] for group in groups_of(of_vectors, self.arguments.group, self.generator)]
        groups += [halves[1][group] for group in groups_of(of_trigrams, self.arguments.group, self.generator)]
        self.random.shuffle(groups)
        rows = chosen[np.concatenate(groups)]
        batches = np.array_split(rows, max(1, len(rows) // self.arguments.batch))
        self.random.shuffle(batches)
        return batches

    def names(self, batch: np.ndarray) -> tuple[list[str], Tensor]:
        """Names of a batch's concepts, two to `most` each, and the concept of each name."""
        names, labels = [], []
        for place in batch:
            all_names = self.concepts[place]["names"]
            drawn = self.random.sample(all_names, min(self.arguments.most, len(all_names)))
            if len(drawn) == 1:
                drawn = [drawn[0], varied(drawn[0], self.random)]
            for name in drawn:
                changed = self.random.random() < self.arguments.vary
                names.append(varied(name, self.random) if changed else name)
                labels.append(int(place))
        return names, torch.tensor(labels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="holds what prepare.py wrote; gets the checkpoint")
    parser.add_argument("--name", default="concepts")
    parser.add_argument("--steps", type=int, default=2200, help="of training; the rate falls to zero over them")
    parser.add_argument("--batch", type=int, default=400, help="concepts a batch")
    parser.add_argument("--group", type=int, default=12, help="neighbours that go into a batch together")
    parser.add_argument("--most", type=int, default=3, help="names of a concept in a batch")
    parser.add_argument("--single", type=float, default=0.25, help="share of the concepts with one name")
    parser.add_argument("--vary", type=float, default=0.3, help="share of the names that are written otherwise")
    parser.add_argument("--signs", type=float, default=0.5, help="weight of the loss against signs")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--vector-rate", type=float, default=3e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    concepts = json.loads((arguments.work / "concepts.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(arguments.work / "tokenizer.json"))
    network = NameEncoder(Sizes(tokenizer.get_vocab_size()), arguments.dropout)
    vectors = torch.from_numpy(np.load(arguments.work / "vectors.npy"))
    network.table.weight.data.copy_(vectors / vectors[2:].std() * 0.3)
    rest = [value for name, value in network.named_parameters() if name != "table.weight"]
    optimiser = torch.optim.AdamW(
        [
            {"params": rest, "rate": arguments.rate, "weight_decay": 0.01},
            {"params": [network.table.weight], "rate": arguments.vector_rate, "weight_decay": 0.0},
        ],
        lr=arguments.rate, betas=(0.9, 0.98), fused=True,
    )
    batches, began, steps, epoch = Batches(concepts, arguments), time.process_time(), 0, 0
    while steps < arguments.steps:
        order, running = batches.epoch(network, tokenizer), []
        network.train()
        for batch in order:
            if steps == arguments.steps:
                break
            for group in optimiser.param_groups:
                group["lr"] = group["rate"] * min(1, (steps + 1) / 50) * (1 - steps / arguments.steps)
            names, labels = batches.names(batch)
            made = encode(network, [encoding.ids for encoding in tokenizer.encode_batch(names)])
            same = labels[:, None] == labels[None, :]
            other = ~same
            same.fill_diagonal_(False)
            loss = multi_similarity(made @ made.T, same, other)
            loss = loss + arguments.signs * multi_similarity(made @ signs(made).T, same, other)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            running.append(float(loss.detach()))
            steps += 1
            if steps % 50 == 0:
                seconds, mean = round(time.process_time() - began), round(float(np.mean(running[-50:])), 4)
                print(json.dumps({"step": steps, "epoch": epoch, "seconds": seconds, "loss": mean}), flush=True)
        epoch += 1
        torch.save(
            {
                "model": network.state_dict(), "sizes": network.sizes.as_dict(), "steps": steps, "epochs": epoch,
                "arguments": {name: str(value) for name, value in vars(arguments).items()},
            },
            arguments.work / f"{arguments.name}.pt",
        )
    print(json.dumps({"steps": steps, "epochs": epoch, "minutes": round((time.process_time() - began) / 60, 1)}), flush=True)


if __name__ == "__main__":
    main()
