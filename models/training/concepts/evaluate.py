"""Linking gold mentions by the nearest name: trigrams alone, vectors alone, and both.

Strict protocol: the dictionary is the open terminologies alone and a mention is taken as it stands. BioSyn's protocol, which
SapBERT's figures follow: mentions of the train split are names too, abbreviations that the document defines are written out,
and composite mentions are split, of which one part has to be right. Either way a concept is right when one of its identifiers is
a gold one, or the nearest that it has in the gold system; mentions without an identifier are not asked, every occurrence counts,
and the dictionary has the concepts of the mention's semantic group and those that have none. With `--systems` only concepts are
candidates that have an identifier, or a nearest one, in the systems that the corpus is annotated with.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from codings import CODINGS
from dictionary import SYNONYMS, Concept, Name, read_dictionary, simplified
from mentions import TASKS, Mention, expanded, parts, read_task
from names import NameModel
from trigrams import TrigramIndex

GROUPS = {"NCBI-disease": "DISO", "BC5CDR disease": "DISO", "BC5CDR chemical": "CHEM"}
PROTOCOLS = ("strict", "biosyn")
SHARE = 0.5
# Queries that are compared with all names at once.
BLOCK = 64
WAYS = ("trigrams", "vectors", "both")


def with_train_mentions(concepts: list[Concept], mentions: list[Mention], known: dict[str, dict[str, str]]) -> list[Concept]:
    """Mentions of one concept as names of it; of a concept that the dictionary lacks, as one of its own.

    Concepts come first that are mentioned most, so that of equal names theirs wins.
    """
    holder: dict[str, int] = {}
    for of_itself in (True, False):
        for place, concept in enumerate(concepts):
            for identifier in concept.identifiers if of_itself else concept.nearest:
                holder.setdefault(identifier, place)
    added: dict[int, list[Name]] = {}
    result = list(concepts)
    for mention in mentions:
        if len(mention.identifiers) > 1:
            continue
        (identifier,) = mention.identifiers
        if identifier not in holder:
            holder[identifier] = len(result)
            result.append(Concept((identifier,), (), (), None))
        words = expanded(mention.words, known.get(mention.document, {}))
        added.setdefault(holder[identifier], []).append(Name(words, "exact", "train"))
    for place, names in added.items():
        concept = result[place]
        result[place] = Concept(concept.identifiers, concept.nearest, (*concept.names, *names), concept.group)
    return [result[place] for place in sorted(range(len(result)), key=lambda place: -len(added.get(place, ())))]


class Names:
    """The names of a dictionary, those of a concept side by side."""

    def __init__(self, concepts: list[Concept]) -> None:
        self.concepts = [concept for concept in concepts if any(name.kind in SYNONYMS for name in concept.names)]
        self.words = [name.words for concept in self.concepts for name in concept.names if name.kind in SYNONYMS]
        counts = [sum(name.kind in SYNONYMS for name in concept.names) for concept in self.concepts]
        self.answers = [frozenset(concept.identifiers + concept.nearest) for concept in self.concepts]
        self.starts = np.concatenate([[0], np.cumsum(counts)[:-1]])

    def best(self, scores: np.ndarray, count: int) -> np.ndarray:
        """The concepts with the best names; of equal ones the first in the dictionary."""
        of_concepts = np.maximum.reduceat(scores, self.starts)
        bar = np.partition(of_concepts, -count)[-count] if len(of_concepts) > count else -np.inf
        near = np.flatnonzero(of_concepts >= bar)
        return near[np.argsort(-of_concepts[near], kind="stable")][:count]


def measure(
    names: Names, vectors: np.ndarray, index: TrigramIndex, queries: list[tuple[list[str], frozenset[str]]], encode: Callable
) -> tuple[dict, list[dict]]:
    """Shares of queries whose concept is found first, and among five, by each way; and each query with what was found."""
    distinct = sorted({words for each, _ in queries for words in each})
    encoded = encode(distinct)
    found: dict[str, dict[str, np.ndarray]] = {}
    for first in range(0, len(distinct), BLOCK):
        block = slice(first, first + BLOCK)
        for words, dense in zip(distinct[block], encoded[block] @ vectors.T):
            lexical = index.scores(words)
            scored = (lexical, dense, SHARE * lexical + (1 - SHARE) * dense)
            found[words] = {way: names.best(scores, 5) for way, scores in zip(WAYS, scored)}
    held = frozenset().union(*names.answers)
    figures: dict = {"mentions": len(queries), "held": 100 * np.mean([bool(gold & held) for _, gold in queries])}
    exact = {simplified(name) for name in names.words}
    unseen = np.array([all(simplified(words) not in exact for words in each) for each, _ in queries])
    figures["without an equal name"] = 100 * unseen.mean()
    cases: list[dict] = [{"words": each, "gold": sorted(gold)} for each, gold in queries]
    for way in WAYS:
        ranks = []
        for case, (each, gold) in zip(cases, queries):
            rank = 9
            for words in each:
                right = [bool(gold & names.answers[place]) for place in found[words][way]]
                rank = min(rank, right.index(True) if True in right else 9)
            ranks.append(rank)
            top = [names.concepts[found[words][way][0]] for words in each]
            case[way] = {"rank": rank, "first": [concept.names[0].words for concept in top]}
        at = np.array(ranks)
        figures[way] = {
            "@1": 100 * (at < 1).mean(), "@5": 100 * (at < 5).mean(), "unseen @1": 100 * (at[unseen] < 1).mean(),
            "unseen @5": 100 * (at[unseen] < 5).mean(),
        }
    return figures, cases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--dictionary", type=Path, required=True, help="concepts as JSON lines, from `goldspan terminology build`")
    parser.add_argument("--model", type=Path, required=True, help="a model folder, or a checkpoint beside its tokenizer.json")
    parser.add_argument("--graph", type=Path, help="another graph instead of the folder's own")
    parser.add_argument("--coding", choices=list(CODINGS), default="float", help="how the vectors of names are stored")
    parser.add_argument("--tasks", default=",".join(TASKS))
    parser.add_argument("--protocols", default=",".join(PROTOCOLS))
    parser.add_argument("--systems", default="", help="such as MESH,OMIM; all systems where it is not given")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, help="figures and every mention with what was found")
    arguments = parser.parse_args()
    model = NameModel(arguments.model, arguments.graph, arguments.threads)
    concepts = read_dictionary(arguments.dictionary)
    if arguments.systems:
        wanted = tuple(f"{system}:" for system in arguments.systems.split(","))
        concepts = [one for one in concepts if any(i.startswith(wanted) for i in one.identifiers + one.nearest)]
    report, cache = {}, {}
    for task in arguments.tasks.split(","):
        allowed = [concept for concept in concepts if concept.group in (GROUPS[task], None)]
        train, known_train = read_task(arguments.data, task, "train")
        dev, known = read_task(arguments.data, task, "dev")
        for protocol in arguments.protocols.split(","):
            generous = protocol == "biosyn"
            names = Names(with_train_mentions(allowed, train, known_train) if generous else allowed)
            began = time.time()
            missing = [words for words in dict.fromkeys(names.words) if words not in cache]
            if missing:
                cache.update(zip(missing, model.encode(missing)))
            vectors = CODINGS[arguments.coding](np.stack([cache[words] for words in names.words]))
            queries = []
            for mention in dev:
                words = expanded(mention.words, known.get(mention.document, {})) if generous else mention.words
                queries.append((parts(words) if generous and len(mention.identifiers) > 1 else [words], mention.identifiers))
            figures, cases = measure(names, vectors, TrigramIndex(names.words), queries, model.encode)
            figures["names"] = len(names.words)
            report[f"{task} {protocol}"] = {"figures": figures, "cases": cases}
            ways = "  ".join(f"{way} {'/'.join(f'{share:.1f}' for share in figures[way].values())}" for way in WAYS)
            print(
                f"{task}, {protocol}: {figures['mentions']} mentions, {figures['held']:.1f} % held, "
                f"{figures['without an equal name']:.1f} % without an equal name, {len(names.words)} names: {ways} "
                f"[{time.time() - began:.0f} s]",
                flush=True,
            )
    if arguments.json:
        arguments.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
