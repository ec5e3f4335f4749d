"""Sentences of raw text in which the entity tagger sees a chemical and a gene, for teachers to read."""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np
import torch
from weak_labels import CLASSES as WEAK

from documents import Document, Mention
from sentences import TYPES
from tagger import Sizes, Tagger, make_batch, spans, viterbi
from tokens import Characters

SHORTEST, LONGEST = 8, 90
# A sentence with more pairs is a list.
MOST_PAIRS = 24


class Text:
    """The arrays that `encoder/prepare.py` makes of raw text."""

    def __init__(self, path: Path, alphabet: str) -> None:
        loaded = np.load(path)
        self.words, self.surfaces, self.labels = loaded["words"], loaded["surfaces"], loaded["labels"]
        self.lengths, self.matrix, self.alphabet = loaded["lengths"], loaded["matrix"], alphabet
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])
        self.known: dict[int, str] = {}

    def promising(self) -> np.ndarray:
        """Sentences with names of a chemical and of a protein, by the weak labels."""
        has = lambda name: np.add.reduceat(
            np.isin(self.labels, (1 + 2 * WEAK.index(name), 2 + 2 * WEAK.index(name))).astype(np.int32), self.starts
        ) > 0
        fits = (self.lengths >= SHORTEST) & (self.lengths <= LONGEST)
        return np.flatnonzero(has("Chemical") & has("Protein") & fits)

    def surface(self, row: int) -> str:
        """Characters outside the alphabet are not kept."""
        found = self.known.get(row)
        if found is None:
            found = "".join(self.alphabet[one - 2] if one > 1 else "\u2022" for one in self.matrix[row] if one > 0)
            self.known[row] = found
        return found


class Row:
    def __init__(self, words: list[int], surfaces: list[str]) -> None:
        self.words, self.surfaces = words, surfaces

    def __len__(self) -> int:
        return len(self.words)


def document_of(name: str, surfaces: list[str], found: dict[str, list[tuple[int, int]]]) -> Document:
    text, ends = "", []
    for surface in surfaces:
        text += (" " if text else "") + surface
        ends.append(len(text))
    starts = [end - len(surface) for end, surface in zip(ends, surfaces)]
    mentions = [Mention(starts[first], ends[last - 1], kind) for kind in TYPES for first, last in found[kind]]
    chemicals, genes = ([i for i, mention in enumerate(mentions) if mention.type == kind] for kind in TYPES)
    apart = lambda a, b: mentions[a].end <= mentions[b].start or mentions[b].end <= mentions[a].start
    pairs = [(a, b) for a in chemicals for b in genes if apart(a, b)]
    return Document(name, "chemprot", text, mentions, pairs=pairs, closed=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True, help="encoder-text.npz of the encoder's training")
    parser.add_argument("--tagger", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=0, help="sentences that are tagged, to try things out")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    checkpoint = torch.load(arguments.tagger, weights_only=False)
    characters, model = Characters(checkpoint["alphabet"]), Tagger(Sizes(**checkpoint["sizes"]), 0)
    model.load_state_dict(checkpoint["model"])
    model.eval()
    text = Text(arguments.text, checkpoint["alphabet"])
    chosen = np.random.default_rng(1).permutation(text.promising())[: arguments.limit or None]
    chosen = chosen[np.argsort(text.lengths[chosen], kind="stable")]
    documents = []
    with torch.no_grad():
        start, end, steps = (value.numpy() for value in model.scores())
        for first in range(0, len(chosen), 48):
            rows = []
            for sentence in chosen[first : first + 48]:
                part = slice(text.starts[sentence], text.starts[sentence] + text.lengths[sentence])
                rows.append(Row(text.words[part].tolist(), [text.surface(int(row)) for row in text.surfaces[part]]))
            for sentence, row, scores in zip(chosen[first : first + 48], rows, model(make_batch(rows, characters)).numpy()):
                found = {}
                for kind in TYPES:
                    head = checkpoint["types"].index(kind)
                    found[kind] = spans(viterbi(scores[: len(row), head], start[head], end[head], steps[head]))
                document = document_of(f"raw-{sentence}", row.surfaces, found)
                if 0 < len(document.pairs) <= MOST_PAIRS:
                    documents.append(document)
    print(f"{len(chosen)} sentences tagged, {len(documents)} with pairs, {sum(len(d.pairs) for d in documents)} pairs")
    arguments.out.write_bytes(pickle.dumps(documents))


if __name__ == "__main__":
    main()
