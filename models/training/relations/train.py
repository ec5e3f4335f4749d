"""Trains the relation network on all corpora at once. Resumes from the last epoch of the same name."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch

from documents import TASKS
from instances import UNRELATED_FROM, Instance, add_unrelated, allowed_types, instance_of
from network import COLUMNS, RelationNetwork, column_range, make_batch, pooled
from sides import give_sides
from spacing import spaced
from splits import load
from tagger import Sizes
from tokens import Characters, build_tokenizer

# How often each task's documents are read in an epoch, and the share of unrelated pairs that is read.
# ChemProt's sentences are short, and it has the most to learn.
REPEATS = {"cid": 1, "biored": 1, "chemprot": 1.5, "phee": 0.6, "maccrobat": 1}
UNRELATED = {"cid": 1.0, "biored": 0.6, "chemprot": 1.0, "phee": 1.0, "maccrobat": 0.25}


def batches(instances: list[Instance], tokens: int, generator: random.Random) -> list[list[Instance]]:
    order = list(instances)
    generator.shuffle(order)
    groups: list[list[Instance]] = [[]]
    for instance in order:
        if groups[-1] and sum(other.tokens for other in groups[-1]) + instance.tokens > tokens:
            groups.append([])
        groups[-1].append(instance)
    return groups


def decisions(network: RelationNetwork, instances: list[Instance], characters: Characters) -> dict[str, list]:
    """Of each group of a task: gold label, probabilities, gold novelty, probability of novelty."""
    network.eval()
    found: dict[str, list] = {}
    with torch.no_grad():
        for instance in instances:
            batch, groups = make_batch([instance], characters)
            if not groups:
                continue
            scores = pooled(network(batch), batch.group, len(groups))
            start, end = column_range(instance.task)
            likely = scores[:, start:end].softmax(1).numpy()
            low, high = column_range("novelty")
            novel = scores[:, low:high].softmax(1)[:, 1].numpy()
            rows = found.setdefault(instance.task, [])
            rows += [(group.label, p, group.novel, n) for group, p, n in zip(groups, likely, novel)]
    network.train()
    return found


def f1(right: int, predicted: int, gold: int) -> float:
    return round(200 * right / (predicted + gold), 2) if right else 0.0


def measure(rows: list, gold: int, threshold: float) -> dict[str, float]:
    """`gold` counts all relations, also those that no group stands for."""
    predicted = [(label, int(p[1:].argmax()) + 1, novel, n) for label, p, novel, n in rows if 1 - p[0] > threshold]
    pair = sum(label > 0 for label, *_ in predicted)
    typed = sum(label == guess for label, guess, *_ in predicted)
    novelty = sum(label == guess and (n > 0.5) == (novel == 2) for label, guess, novel, n in predicted)
    count = len(predicted)
    return {
        "typed": f1(typed, count, gold), "pair": f1(pair, count, gold), "novel": f1(novelty, count, gold),
        "P": round(100 * typed / max(1, count), 2), "R": round(100 * typed / gold, 2), "threshold": threshold,
    }


def evaluate(network: RelationNetwork, dev: dict[str, list[Instance]], gold: dict[str, int], characters: Characters) -> dict:
    result = {}
    for task, instances in dev.items():
        rows = decisions(network, instances, characters).get(task, [])
        tried = [measure(rows, gold[task], t / 20) for t in range(4, 18)]
        result[task] = max(tried, key=lambda one: one["typed"])
    return result


def initialised(checkpoint: dict, dropout: float) -> RelationNetwork:
    """A network whose encoder is that of an entity tagger; the columns for entity types start small."""
    network = RelationNetwork(Sizes(**{**checkpoint["sizes"]}), dropout)
    own = network.state_dict()
    for name, value in checkpoint["model"].items():
        if name not in own or name.startswith(("output", "start", "end", "transitions")):
            continue
        if own[name].shape == value.shape:
            own[name].copy_(value)
        elif name.endswith("weight_ih_l0"):
            own[name][:, : value.shape[1]].copy_(value)
            own[name][:, value.shape[1] :].mul_(0.3)
    network.load_state_dict(own)
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="relations")
    parser.add_argument("--pretrained", type=Path, required=True, help="a checkpoint of the entity tagger")
    parser.add_argument("--tasks", default=",".join(TASKS))
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--batch", type=int, default=1500, help="tokens a batch")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--vector-rate", type=float, default=2e-4)
    parser.add_argument("--dropout", type=float, default=0.35)
    parser.add_argument("--average", type=float, default=0.995)
    parser.add_argument("--every", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="documents of each task, to try things out")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    generator = random.Random(arguments.seed)
    checkpoint = torch.load(arguments.pretrained, weights_only=False)
    characters = Characters(checkpoint["alphabet"])
    tokenizer = build_tokenizer(checkpoint["words"])

    train, dev, report = load(arguments.data, arguments.fold)
    if arguments.limit:
        train = {task: documents[: arguments.limit] for task, documents in train.items()}
        dev = {task: documents[: arguments.limit] for task, documents in dev.items()}
    report["chemprot: without sides"] += give_sides(train["chemprot"], checkpoint, tokenizer, characters)
    # Both as people write and as ChemProt's documents come.
    train["chemprot"] += [spaced(document) for document in train["chemprot"]]
    tasks = arguments.tasks.split(",")
    allowed = {task: allowed_types(train[task]) for task in tasks}
    missed: Counter = Counter()
    instances = {task: [instance_of(d, tokenizer, allowed[task]) for d in train[task]] for task in tasks}
    for task, (source, types) in UNRELATED_FROM.items():
        for instance, document in zip(instances.get(source, []), train[source]) if task in tasks else ():
            add_unrelated(instance, document, task, types)
    judged = {task: [instance_of(d, tokenizer, allowed[task], missed) for d in dev[task]] for task in tasks}
    gold = {task: sum(len(d.relations) for d in dev[task]) for task in tasks}
    print(dict(report), "relations without a candidate:", dict(missed), flush=True)

    network = initialised(checkpoint, arguments.dropout)
    network.table.sparse = True
    rest = [p for p in network.parameters() if p is not network.table.weight]
    optimisers = [
        torch.optim.AdamW(rest, lr=arguments.rate, betas=(0.9, 0.99), weight_decay=0.01),
        torch.optim.SparseAdam([network.table.weight], lr=arguments.vector_rate, betas=(0.9, 0.99)),
    ]
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    resume, first, best, steps = arguments.work / f"{arguments.name}.resume.pt", 0, -1.0, 0
    if resume.exists():
        saved = torch.load(resume, weights_only=False)
        network.load_state_dict(saved["model"])
        average, steps, first, best = saved["average"], saved["steps"], saved["epoch"], saved["best"]
        for optimiser, state in zip(optimisers, saved["optimisers"]):
            optimiser.load_state_dict(state)
        generator.setstate(saved["generator"])
    judge = RelationNetwork(network.sizes, 0)
    for epoch in range(first, arguments.epochs):
        began, losses = time.time(), Counter()
        chosen = [
            instance
            for task in tasks
            for instance in instances[task]
            for _ in range(int(REPEATS[task]) + (generator.random() < REPEATS[task] % 1))
        ]
        groups_of = batches(chosen, arguments.batch, generator)
        for place, some in enumerate(groups_of):
            done = (epoch + place / len(groups_of)) / arguments.epochs
            scale = min(1.0, done * arguments.epochs / 0.5 + 0.05) * (1 - done)
            for optimiser, rate in zip(optimisers, (arguments.rate, arguments.vector_rate)):
                optimiser.param_groups[0]["lr"] = rate * scale
            batch, groups = make_batch(
                some, characters, lambda group: group.label > 0 or generator.random() < UNRELATED[group.task]
            )
            if not groups:
                continue
            scores = pooled(network(batch), batch.group, len(groups))
            loss = 0
            for task in tasks:
                of_task = [i for i, group in enumerate(groups) if group.task == task]
                if not of_task:
                    continue
                start, end = column_range(task)
                labels = torch.tensor([groups[i].label for i in of_task])
                each = torch.nn.functional.cross_entropy(scores[of_task, start:end], labels, reduction="sum")
                losses[task] += each.item() / len(of_task)
                loss = loss + each / len(of_task) ** 0.7
                novel = [i for i in of_task if groups[i].novel]
                if novel:
                    start, end = column_range("novelty")
                    labels = torch.tensor([groups[i].novel - 1 for i in novel])
                    loss = loss + 0.5 * torch.nn.functional.cross_entropy(scores[novel, start:end], labels)
            for optimiser in optimisers:
                optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(rest, 5.0)
            for optimiser in optimisers:
                optimiser.step()
            steps += 1
            if steps % 4 == 0:
                decay = min(arguments.average**4, (1 + steps) / (10 + steps))
                with torch.no_grad():
                    for name, value in network.state_dict().items():
                        average[name].lerp_(value, 1 - decay)
        line: dict = {"epoch": epoch + 1, "seconds": round(time.time() - began)}
        line["loss"] = {task: round(total / len(groups_of), 4) for task, total in losses.items()}
        if (epoch + 1) % arguments.every == 0 or epoch + 1 == arguments.epochs:
            judge.load_state_dict(average)
            line["dev"] = evaluate(judge, judged, gold, characters)
            mean = float(np.mean([scores["typed"] for scores in line["dev"].values()]))
            if mean >= best:
                best = mean
                torch.save(
                    {
                        "model": average, "sizes": network.sizes.as_dict(), "alphabet": checkpoint["alphabet"],
                        "words": checkpoint["words"], "allowed": allowed, "epoch": epoch + 1, "scores": line,
                        "columns": COLUMNS, "report": dict(report), "arguments": vars(arguments),
                    },
                    arguments.work / f"{arguments.name}.pt",
                )
        torch.save(
            {
                "model": network.state_dict(), "average": average, "steps": steps, "epoch": epoch + 1, "best": best,
                "optimisers": [optimiser.state_dict() for optimiser in optimisers], "generator": generator.getstate(),
            },
            resume,
        )
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
