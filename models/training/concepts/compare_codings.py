"""What it costs to store the vectors of names in few bytes: the strict protocol of evaluate.py with every coding.

Recall at 10 is the share of the ten nearest names by float vectors that are among the ten nearest by the coding.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from codings import CODINGS, unit
from dictionary import read_dictionary
from evaluate import GROUPS, SHARE, Names
from mentions import TASKS, read_task
from names import NameModel
from trigrams import TrigramIndex


def one_per_concept(names: Names, vectors: np.ndarray) -> np.ndarray:
    """Every name with the mean of its concept's vectors."""
    sums = np.add.reduceat(vectors, names.starts)
    return np.repeat(unit(sums), np.diff(np.append(names.starts, len(vectors))), axis=0)


def ten_nearest(scores: np.ndarray) -> np.ndarray:
    return np.argpartition(-scores, 10)[:10]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--dictionary", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tasks", default="NCBI-disease,BC5CDR disease,BC5CDR chemical")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    model, concepts, report = NameModel(arguments.model), read_dictionary(arguments.dictionary), {}
    group, names, stored = None, Names([]), {}
    for task in arguments.tasks.split(","):
        if GROUPS[task] != group:
            group = GROUPS[task]
            names = Names([concept for concept in concepts if concept.group in (group, None)])
            vectors, lexical = model.encode(names.words), TrigramIndex(names.words)
            stored = {coding: code(vectors).astype(np.float32) for coding, code in CODINGS.items()}
            stored["signs, one a concept"] = CODINGS["signs"](one_per_concept(names, vectors))
        mentions, _ = read_task(arguments.data, task, "dev")
        distinct = sorted({mention.words for mention in mentions})
        right = {coding: {"vectors": [], "both": [], "recall": []} for coding in stored}
        answers: dict[str, dict[str, tuple]] = {}
        for words, query in zip(distinct, model.encode(distinct)):
            of_trigrams = lexical.scores(words)
            exact = ten_nearest(stored["float"] @ query)
            answers[words] = {}
            for coding, values in stored.items():
                dense = values @ query
                right[coding]["recall"].append(len(np.intersect1d(exact, ten_nearest(dense))) / 10)
                fused = SHARE * of_trigrams + (1 - SHARE) * dense
                answers[words][coding] = (names.best(dense, 5), names.best(fused, 5))
        for mention in mentions:
            for coding, found in answers[mention.words].items():
                for way, places in zip(("vectors", "both"), found):
                    hits = [bool(mention.identifiers & names.answers[place]) for place in places]
                    right[coding][way].append((hits[0], any(hits)))
        for coding, lists in right.items():
            figures = {way: [round(100 * float(share), 2) for share in np.mean(lists[way], 0)] for way in ("vectors", "both")}
            figures["recall"] = round(100 * float(np.mean(lists["recall"])), 2)
            report[f"{task}: {coding}"] = figures
            print(f"{task}: {coding}: {figures}", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
