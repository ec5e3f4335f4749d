"""Trains a teacher on the annotated sentences, or the student on these and on sentences that teachers have read."""

from __future__ import annotations

import argparse
import pickle
import random
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import reader
import student
from fitting import batches, cross_entropy, fit
from instances import ENTITY_TYPES
from scoring import best
from sentences import TYPES, Sentence, gold, prepared
from tagger import Sizes
from tokens import Characters, build_tokenizer

DROPOUT = {"reader": 0.45, "student": 0.35}
# Padded tokens a batch.
BATCH = {"reader": 1600, "student": 500}
# Words outside of mentions that are hidden while training.
HIDDEN_WORDS = 0.05


def initialised(network: nn.Module, checkpoint: dict) -> None:
    """Starts from the encoder of the relation network. Its columns for words and characters, which come first, are kept; those for
    types, too, where the network reads types in the same way, and else they start small."""
    own = network.state_dict()
    words = network.sizes.word_size + sum(network.sizes.filters)
    given = dict(checkpoint["model"])
    given["types.weight"] = given["types.weight"][[0, *(1 + ENTITY_TYPES.index(name) for name in TYPES)]]
    for name, value in given.items():
        if name not in own or not name.startswith(("table.", "characters.", "types.", "first.", "second.")):
            continue
        if own[name].shape == value.shape:
            own[name].copy_(value)
        elif name.endswith("weight_ih_l0"):
            own[name][:, :words].copy_(value[:, :words])
            own[name][:, words:].mul_(0.3)
    network.load_state_dict(own)


def likely(network: nn.Module, kind: str, sentences: list[Sentence], characters: Characters) -> np.ndarray:
    """[pairs, CLASSES], in the order of the sentences and of their pairs."""
    module = {"reader": reader, "student": student}[kind]
    items = reader.readings(sentences) if kind == "reader" else sentences
    rows: dict[int, np.ndarray] = {}
    network.eval()
    with torch.no_grad():
        for group in batches(items, 2400, None, 200):
            found = network(module.make_batch(group, characters)).softmax(1).numpy()
            asked = [pair for item in group for pair in item.pairs]
            rows |= {id(pair): row for pair, row in zip(asked, found)}
    network.train()
    return np.stack([rows[id(pair)] for sentence in sentences for pair in sentence.pairs])


def hidden_words(words: Tensor, mentions: Tensor) -> Tensor:
    hide = (torch.rand(words.shape) < HIDDEN_WORDS) & (words > 0) & (mentions == 0)
    return torch.where(hide, torch.ones_like(words), words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tagger", type=Path, required=True, help="a checkpoint of the entity tagger")
    parser.add_argument("--pretrained", type=Path, required=True, help="a checkpoint of the relation network")
    parser.add_argument("--kind", choices=("reader", "student"), required=True)
    parser.add_argument("--mask", action="store_true", help="words for types in the place of mentions; always for the student")
    parser.add_argument("--read", type=Path, help="sentences that teachers have read")
    parser.add_argument("--share", type=int, default=6000, help="of these, how many an epoch")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    kind, mask = arguments.kind, arguments.mask or arguments.kind == "student"
    tagger = torch.load(arguments.tagger, weights_only=False)
    tokenizer, characters = build_tokenizer(tagger["words"]), Characters(tagger["alphabet"])
    corpus = gold(arguments.data, tagger, tokenizer, characters)
    known, dev = (prepared(documents, tokenizer, mask) for documents in (corpus.train, corpus.dev))
    labels = np.array([pair.label for sentence in dev for pair in sentence.pairs])
    read: list[Sentence] = pickle.loads(arguments.read.read_bytes()) if arguments.read else []
    print(f"{len(known)} annotated sentences, {len(read)} read by teachers, {len(labels)} pairs to judge", flush=True)

    network = (reader.Reader if kind == "reader" else student.Student)(Sizes(**tagger["sizes"]), DROPOUT[kind])
    initialised(network, torch.load(arguments.pretrained, weights_only=False))

    def epoch_of(generator: random.Random) -> list[list]:
        chosen = known + generator.sample(read, min(len(read), arguments.share))
        return batches(reader.readings(chosen) if kind == "reader" else chosen, BATCH[kind], generator)

    def loss_of(group: list) -> tuple[Tensor, int]:
        batch = (reader if kind == "reader" else student).make_batch(group, characters)
        marked = batch.role if kind == "reader" else batch.types
        batch.text.words = hidden_words(batch.text.words, marked)
        pairs = [pair for item in group for pair in item.pairs]
        return cross_entropy(network(batch), [p.label for p in pairs], [p.likely for p in pairs]), len(pairs)

    def judge(one: nn.Module) -> dict:
        return best(likely(one, kind, dev, characters), labels, corpus.relations)

    weights = fit(
        network, epoch_of, loss_of, judge, arguments.out, epochs=arguments.epochs, seed=arguments.seed,
        word_rate=3e-4 if kind == "reader" else 2e-4,
    )
    shared = {name: tagger[name] for name in ("sizes", "words", "alphabet")}
    torch.save({"model": weights, "kind": kind, "mask": mask, **shared}, arguments.out)


if __name__ == "__main__":
    main()
