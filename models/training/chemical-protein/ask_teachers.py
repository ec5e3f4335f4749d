"""What the teachers together hold likely of each pair in raw text, for the student to learn: the geometric mean of theirs, which
a teacher that is sure of a class's absence can veto."""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np
import torch

from ngrams import Ngrams
from reader import Reader
from scoring import best
from sentences import Sentence, gold, prepared
from splits import squeezed
from tagger import Sizes
from tokens import Characters, build_tokenizer
from train import likely

# A teacher never holds a class for less likely than this.
LEAST = 1e-6


class Teachers:
    def __init__(self, readers: list[Path], annotated: list[Sentence]) -> None:
        self.checkpoints = [torch.load(path, weights_only=False) for path in readers]
        self.ngrams = Ngrams(annotated)
        self.characters = Characters(self.checkpoints[0]["alphabet"])

    def likely(self, written: list[Sentence], read: list[Sentence]) -> np.ndarray:
        opinions = [self.ngrams.likely(written)]
        for checkpoint in self.checkpoints:
            network = Reader(Sizes(**checkpoint["sizes"]), 0)
            network.load_state_dict(checkpoint["model"])
            opinions.append(likely(network, "reader", read if checkpoint["mask"] else written, self.characters))
        mean = np.exp(np.mean([np.log(np.maximum(one, LEAST)) for one in opinions], 0))
        return (mean / mean.sum(1, keepdims=True)).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tagger", type=Path, required=True)
    parser.add_argument("--documents", type=Path, required=True, help="what unlabelled.py has found")
    parser.add_argument("--readers", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    tagger = torch.load(arguments.tagger, weights_only=False)
    tokenizer, characters = build_tokenizer(tagger["words"]), Characters(tagger["alphabet"])
    corpus = gold(arguments.data, tagger, tokenizer, characters)
    teachers = Teachers(arguments.readers, prepared(corpus.train, tokenizer, mask=False))
    written, read = (prepared(corpus.dev, tokenizer, mask) for mask in (False, True))
    labels = np.array([pair.label for sentence in read for pair in sentence.pairs])
    print("the teachers together:", best(teachers.likely(written, read), labels, corpus.relations), flush=True)
    judged = "\n".join(squeezed(document.text) for document in corpus.dev)
    documents = [one for one in pickle.loads(arguments.documents.read_bytes()) if squeezed(one.text) not in judged]
    written, read = (prepared(documents, tokenizer, mask) for mask in (False, True))
    for pair, row in zip((pair for sentence in read for pair in sentence.pairs), teachers.likely(written, read)):
        pair.likely = row
    print(f"{len(read)} sentences, {sum(len(sentence.pairs) for sentence in read)} pairs")
    arguments.out.write_bytes(pickle.dumps(read))


if __name__ == "__main__":
    main()
