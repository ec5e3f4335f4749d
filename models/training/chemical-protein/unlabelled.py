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
from sides import tagged
from tokens import Characters, build_tokenizer

SHORTEST, LONGEST = 8, 90
# A sentence with more pairs is a list.
MOST_PAIRS = 24


class Text:
    """The arrays that `encoder/prepare.py` makes of raw text."""

    def __init__(self, path: Path, alphabet: str) -> None:
        loaded = np.load(path)
        self.surfaces, self.labels = loaded["surfaces"], loaded["labels"]
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

    def content(self, sentence: int) -> str:
        """The tokens of a sentence, with spaces between them."""
        start = self.starts[sentence]
        return " ".join(self.surface(int(row)) for row in self.surfaces[start : start + self.lengths[sentence]])


def document_of(name: str, text: str, found: list[tuple[int, int, str]]) -> Document:
    mentions = [Mention(*place) for place in found]
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
    tokenizer, characters = build_tokenizer(checkpoint["words"]), Characters(checkpoint["alphabet"])
    text = Text(arguments.text, checkpoint["alphabet"])
    chosen = np.random.default_rng(1).permutation(text.promising())[: arguments.limit or None]
    contents = [text.content(sentence) for sentence in chosen]
    found = tagged(contents, checkpoint, tokenizer, characters)
    documents = [document_of(f"raw-{sentence}", *of_one) for sentence, *of_one in zip(chosen, contents, found)]
    documents = [document for document in documents if 0 < len(document.pairs) <= MOST_PAIRS]
    print(f"{len(chosen)} sentences tagged, {len(documents)} with pairs, {sum(len(d.pairs) for d in documents)} pairs")
    arguments.out.write_bytes(pickle.dumps(documents))


if __name__ == "__main__":
    main()
