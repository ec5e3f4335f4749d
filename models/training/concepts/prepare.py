"""From a merged dictionary to what training reads: names by concept, a tokenizer, and a first vector for each piece of a word."""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from dictionary import SYNONYMS, Concept, read_dictionary, simplified
from storage import load
from tokenization import train_tokenizer
from tokens import PAD, UNKNOWN

# Longer names are systematic names of chemicals and sentences of ICD-10-CM.
LONGEST_NAME = 120
# Concepts that share a name are one for training, unless the name is so short that it may be anyone's abbreviation.
SHORTEST_SHARED = 5
# How often a concept is read an epoch that has names of these sources alone: symbols of genes, which letters tell apart, and
# the long titles of billing codes, whose second name is the first one cut short.
SHARES = {"NCBIGene": 0.15, "HGNC": 0.15, "ICD10CM": 0.15, "ICD9CM": 0.15}


def merged(concepts: list[Concept]) -> list[dict]:
    """Concepts with their synonyms, those that share one put together: they would be negatives of each other."""
    parents = list(range(len(concepts)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    first: dict[tuple[str | None, str], int] = {}
    names = []
    for place, concept in enumerate(concepts):
        names.append([name for name in concept.names if name.kind in SYNONYMS and len(name.words) <= LONGEST_NAME])
        for name in names[-1]:
            letters = simplified(name.words)
            if name.kind != "abbreviation" and len(letters) >= SHORTEST_SHARED:
                other = first.setdefault((concept.group, letters), place)
                parents[root(place)] = root(other)
    together: dict[int, dict] = defaultdict(lambda: {"names": {}, "share": 0.0})
    for place, concept in enumerate(concepts):
        entry = together[root(place)]
        for name in names[place]:
            entry["share"] = max(entry["share"], SHARES.get(name.source, 1.0))
            if simplified(name.words):
                entry["names"].setdefault(simplified(name.words), name.words)
    return [{"share": entry["share"], "names": list(entry["names"].values())} for entry in together.values() if entry["names"]]


def word_counts(concepts: list[dict], tokenizer: Tokenizer) -> Counter[str]:
    """How many concepts have each folded word."""
    counts: Counter[str] = Counter()
    for concept in concepts:
        words = set()
        for name in concept["names"]:
            folded = tokenizer.normalizer.normalize_str(name)
            words.update(word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(folded))
        counts.update(words)
    return counts


def first_vectors(tokenizer: Tokenizer, words: list[str], vectors: np.ndarray, steps: int = 300) -> np.ndarray:
    """A vector for each piece, so that the mean of a word's pieces comes near the word's vector in the pre-trained encoder."""
    encoded = [encoding.ids for encoding in tokenizer.encode_batch(words)]
    kept = [place for place, ids in enumerate(encoded) if ids and UNKNOWN not in ids]
    targets = torch.from_numpy(vectors[kept])
    ids = torch.tensor([one for place in kept for one in encoded[place]])
    offsets = torch.tensor(np.concatenate([[0], np.cumsum([len(encoded[place]) for place in kept])[:-1]]))
    table = torch.nn.EmbeddingBag(tokenizer.get_vocab_size(), vectors.shape[1], mode="mean")
    torch.nn.init.zeros_(table.weight)
    optimiser = torch.optim.Adam(table.parameters(), lr=0.03)
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = 0.03 * (1 - step / steps)
        loss = (table(ids, offsets) - targets).square().sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    print(f"vectors: {len(kept)} words, {float(loss.detach() / targets.square().sum(1).mean()):.3f} of the variance unexplained")
    result = table.weight.detach().numpy().copy()
    result[PAD] = 0
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dictionary", type=Path, required=True, help="concepts as JSON lines, from `goldspan terminology build`")
    parser.add_argument("--encoder", type=Path, required=True, help="the pre-trained encoder, encoder.npz")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=32000)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    concepts = merged(read_dictionary(arguments.dictionary))
    weights, description = load(arguments.encoder)
    counts = word_counts(concepts, train_tokenizer(Counter(), 10))
    # Words of plain text that no name has: people write them in mentions.
    folding = train_tokenizer(Counter(), 10)
    for word in description["words"]:
        for folded, _ in folding.pre_tokenizer.pre_tokenize_str(folding.normalizer.normalize_str(word)):
            counts[folded] += 1
    tokenizer = train_tokenizer(counts, arguments.pieces)
    vectors = first_vectors(tokenizer, description["words"], weights["table.weight"].numpy()[2:])
    tokenizer.save(str(arguments.work / "tokenizer.json"))
    np.save(arguments.work / "vectors.npy", vectors)
    (arguments.work / "concepts.json").write_text(json.dumps(concepts, ensure_ascii=False), encoding="utf-8")
    several = sum(len(concept["names"]) > 1 for concept in concepts)
    total = sum(len(concept["names"]) for concept in concepts)
    lengths = [len(e.ids) for c in concepts[::50] for e in tokenizer.encode_batch(c["names"])]
    print(f"{len(concepts)} concepts, {several} with several names, {total} names, {np.mean(lengths):.1f} pieces a name")


if __name__ == "__main__":
    main()
