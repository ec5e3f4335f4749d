"""Scores a relation model's own ONNX file on the dev splits, with gold entities, and fits thresholds and confidences.

With --write, goldspan.json gets for each task the threshold with the best F1, and the slope and offset that turn the
log-odds of a relation's probability into those of the suggestion being right.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

from documents import TASKS
from instances import Instance, instance_of
from network import Batch, make_batch, pooled
from splits import load
from tokens import Characters

# A decision about one group: gold label, probabilities, gold novelty (0 not said, 1 no, 2 yes), probability of novelty.
Decision = tuple[int, np.ndarray, int, float]


class ShippedRelations:
    def __init__(self, folder: Path, graph: Path | None = None, threads: int = 2) -> None:
        self.settings = json.loads((folder / "goldspan.json").read_text(encoding="utf-8"))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.characters = Characters(self.settings["characters"]["alphabet"])
        self.heads = {head["name"]: head for head in self.settings["heads"]}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        path = graph or folder / "onnx" / "model_quantized.onnx"
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def logits(self, batch: Batch) -> torch.Tensor:
        feeds = {
            "input_ids": batch.words, "attention_mask": batch.mask.long(), "char_ids": batch.characters[batch.surfaces],
            "type_ids": batch.types, "mentions": batch.mentions, "pairs": batch.pairs, "features": batch.features,
            "bounds": batch.bounds,
        }
        return torch.from_numpy(self.session.run(["logits"], {name: value.numpy() for name, value in feeds.items()})[0])

    def decisions(self, instance: Instance) -> list[Decision]:
        if not instance.groups:
            return []
        batch, groups = make_batch([instance], self.characters)
        scores = pooled(self.logits(batch), batch.group, len(groups))
        head = self.heads[instance.task]
        likely = scores[:, slice(*head["columns"])].softmax(1).numpy()
        novel = scores[:, slice(*head["novelty"])].softmax(1)[:, 1].tolist() if "novelty" in head else [0.0] * len(groups)
        return [(group.label, p, group.novel, n) for group, p, n in zip(groups, likely, novel)]


def rates(right: int, predicted: int, gold: int) -> dict[str, float]:
    return {
        "P": round(100 * right / max(1, predicted), 2),
        "R": round(100 * right / max(1, gold), 2),
        "F1": round(200 * right / max(1, predicted + gold), 2),
        "gold": gold,
    }


def suggested(rows: list[Decision], threshold: float) -> list[tuple[int, int, float, int, float]]:
    """Gold label, suggested label and its probability, gold novelty, probability of novelty."""
    found = []
    for label, p, novel, n in rows:
        if 1 - p[0] > threshold:
            guess = int(p[1:].argmax()) + 1
            found.append((label, guess, float(p[guess]), novel, n))
    return found


def figures(task: str, rows: list[Decision], gold: dict[str, int], threshold: float) -> dict:
    found, count = suggested(rows, threshold), sum(gold.values())
    result = {
        "threshold": threshold,
        "pair": rates(sum(label > 0 for label, *_ in found), len(found), count),
        "pair and type": rates(sum(label == guess for label, guess, *_ in found), len(found), count),
    }
    if task == "biored":
        right = sum(label == guess and (n > 0.5) == (novel == 2) for label, guess, _, novel, n in found)
        result["pair, type and novelty"] = rates(right, len(found), count)
    for index, name in enumerate(TASKS[task], 1):
        right = sum(label == guess == index for label, guess, *_ in found)
        result[name] = rates(right, sum(guess == index for _, guess, *_ in found), gold.get(name, 0))
    return result


def log_odds(values: np.ndarray) -> np.ndarray:
    inner = np.clip(values, 1e-4, 1 - 1e-4)
    return np.log(inner / (1 - inner))


def fitted(likely: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and offset by Newton's method, drawn a little to 1 and 0 where there is little to go by. A step that would lead
    uphill is shortened: the loss is convex, but full steps overshoot where most confidences are near 1."""
    x, start = np.stack([log_odds(likely), np.ones(len(likely))], 1), np.array([1.0, 0.0])

    def loss(w: np.ndarray) -> float:
        return float(np.logaddexp(0, np.where(right > 0, -1, 1) * (x @ w)).sum() + ((w - start) ** 2).sum() / 2)

    w = start
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ w)))
        gradient = x.T @ (p - right) + (w - start)
        curvature = (x * (p * (1 - p))[:, None]).T @ x + np.eye(2)
        step, length = np.linalg.solve(curvature, gradient), 1.0
        while loss(w - length * step) > loss(w) and length > 1e-6:
            length /= 2
        w = w - length * step
    return round(max(0.05, float(w[0])), 4), round(float(w[1]), 4)


def calibration_error(likely: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width, in percent."""
    bins = np.minimum((likely * 10).astype(int), 9)
    total = sum(abs(likely[bins == one].sum() - right[bins == one].sum()) for one in range(10))
    return round(100 * float(total) / max(1, len(likely)), 2)


def measured(task: str, rows: list[Decision], gold: dict[str, int], head: dict, write: bool) -> dict:
    """Figures and calibration error. With `write`, the head gets the threshold with the best F1 and a calibration first."""
    if write:
        tried = [figures(task, rows, gold, t / 50) for t in range(5, 48)]
        head["threshold"] = max(tried, key=lambda one: one["pair and type"]["F1"])["threshold"]
    result = figures(task, rows, gold, head["threshold"])
    found = suggested(rows, head["threshold"])
    likely = np.array([p for _, _, p, *_ in found])
    right = np.array([float(label == guess) for label, guess, *_ in found])
    if write:
        head["calibration"] = list(fitted(likely, right))
    slope, offset = head.get("calibration", (1.0, 0.0))
    confidence = 1 / (1 + np.exp(-(slope * log_odds(likely) + offset)))
    # How well the two numbers carry over: fitted on every other suggestion, measured on the rest.
    half = fitted(likely[::2], right[::2])
    carried = 1 / (1 + np.exp(-(half[0] * log_odds(likely[1::2]) + half[1])))
    result["calibration error"] = {
        "raw": calibration_error(likely, right), "calibrated": calibration_error(confidence, right),
        "other half": calibration_error(carried, right[1::2]),
    }
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="a folder that export.py has written")
    parser.add_argument("--graph", type=Path, help="another graph with the same tokenizer, for example the float one")
    parser.add_argument("--fold", type=int, default=0, help="of MACCROBAT, as in training")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write", action="store_true", help="put thresholds and calibration into goldspan.json")
    arguments = parser.parse_args()
    model = ShippedRelations(arguments.model, arguments.graph, arguments.threads)
    _, dev, _ = load(arguments.data, arguments.fold)
    result = {}
    for task, documents in dev.items():
        if task not in model.heads:
            continue
        head = model.heads[task]
        allowed = {tuple(pair) for pair in head["pairs"]}
        instances = [instance_of(document, model.tokenizer, allowed) for document in documents]
        began = time.perf_counter()
        rows = [row for instance in instances for row in model.decisions(instance)]
        seconds = time.perf_counter() - began
        gold: dict[str, int] = {}
        for document in documents:
            for name in document.relations.values():
                gold[name] = gold.get(name, 0) + 1
        result[task] = measured(task, rows, gold, head, arguments.write)
        result[task]["documents"] = len(documents)
        result[task]["milliseconds a document"] = round(1000 * seconds / len(documents), 2)
        result[task]["tokens a document"] = round(sum(one.tokens for one in instances) / len(documents))
        print(task, json.dumps(result[task]), flush=True)
    if arguments.write:
        path = arguments.model / "goldspan.json"
        path.write_text(json.dumps(model.settings, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
