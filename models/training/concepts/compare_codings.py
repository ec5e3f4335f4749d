"""What it costs to store the vectors of names in few bytes: the strict protocol of evaluate.py with every coding.

Recall at 10 is the share of the ten nearest names by the coding that are as near as the tenth by float vectors, over mentions.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from codings import CODINGS, unit
from dictionary import read_dictionary
from evaluate import BLOCK, GROUPS, SHARE, Names
from mentions import TASKS, Mention, read_task
from names import NameModel
from trigrams import TrigramIndex


def one_per_concept(names: Names, vectors: np.ndarray) -> np.ndarray:
    """Every name with the mean of its concept's vectors."""
    sums = np.add.reduceat(vectors, names.starts)
    return np.repeat(unit(sums), np.diff(np.append(names.starts, len(vectors))), axis=0)


def compare(names: Names, vectors: np.ndarray, model: NameModel, tasks: dict[str, list[Mention]]) -> dict[str, dict]:
    """Figures of each task with each coding."""
    distinct = sorted({mention.words for mentions in tasks.values() for mention in mentions})
    index, queries = TrigramIndex(names.words), model.encode(distinct)
    lexical = np.stack([index.scores(words).astype(np.float16) for words in distinct])
    report = {}
    codings = {**CODINGS, "signs, one a concept": lambda values: CODINGS["signs"](one_per_concept(names, values))}
    for coding, code in codings.items():
        stored = np.ascontiguousarray(code(vectors), dtype=np.float32)
        recall, found = {}, {}
        for first in range(0, len(distinct), BLOCK):
            block = queries[first : first + BLOCK]
            for row, (dense, exact) in enumerate(zip(block @ stored.T, block @ vectors.T), first):
                tenth = np.partition(exact, -10)[-10]
                recall[distinct[row]] = float((exact[np.argpartition(-dense, 10)[:10]] > tenth - 1e-6).mean())
                fused = SHARE * lexical[row].astype(np.float32) + (1 - SHARE) * dense
                found[distinct[row]] = (names.best(dense, 5), names.best(fused, 5))
        for task, mentions in tasks.items():
            figures: dict = {"recall": round(100 * float(np.mean([recall[mention.words] for mention in mentions])), 2)}
            for way, which in (("vectors", 0), ("both", 1)):
                hits = [[bool(one.identifiers & names.answers[place]) for place in found[one.words][which]] for one in mentions]
                figures[way] = [round(100 * float(np.mean([any(hit[:count]) for hit in hits])), 2) for count in (1, 5)]
            report[f"{task}: {coding}"] = figures
            print(f"{task}: {coding}: {figures}", flush=True)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--dictionary", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    model, concepts, report = NameModel(arguments.model), read_dictionary(arguments.dictionary), {}
    for group in dict.fromkeys(GROUPS.values()):
        names = Names([concept for concept in concepts if concept.group in (group, None)])
        tasks = {task: read_task(arguments.data, task, "dev")[0] for task in TASKS if GROUPS[task] == group}
        report.update(compare(names, model.encode(names.words), model, tasks))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
