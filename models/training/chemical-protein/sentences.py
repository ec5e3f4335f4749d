"""Sentences with chemicals and genes, and what is known of each pair of them.

Tokens are half-open ranges of a sentence's tokens. The classes are finer than what the model suggests: telling a chemical that
is part of a protein from one that is unrelated to it is worth learning, although both count as unrelated in the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from documents import TASKS, Document
from instances import Place, candidates
from masking import masked
from readers import CHEMPROT_UNCOUNTED
from sides import give_sides
from splits import load
from tokens import Characters, sentences

TYPES = ("Chemical", "Gene")
SUGGESTED = TASKS["chemprot"]
# Class 0 is that of unrelated pairs; those after the suggested ones count as unrelated when a relation is suggested.
CLASSES = ("", *SUGGESTED, *CHEMPROT_UNCOUNTED)
MASKS = {"Chemical": "chemical", "Gene": "gene"}


@dataclass
class Pair:
    head: int  # the chemical, an index of mentions
    tail: int  # the gene
    label: int  # of CLASSES
    # How likely each class is by the teachers, where no person has said it.
    likely: np.ndarray | None = None


@dataclass
class Sentence:
    surfaces: list[str]
    words: list[int]
    mentions: list[tuple[int, int, int]]  # first token, token after the last, index of TYPES
    pairs: list[Pair] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)


def cut(document: Document) -> list[Document]:
    """A document for each sentence; sentences that a mention crosses are one."""
    spans: list[list[int]] = []
    for start, end in sentences(document.text):
        if spans and any(mention.start < start < mention.end for mention in document.mentions):
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return [part_of(document, start, end) for start, end in spans]


def part_of(document: Document, start: int, end: int) -> Document:
    inside = [i for i, mention in enumerate(document.mentions) if start <= mention.start < end]
    index = {i: place for place, i in enumerate(inside)}
    mentions = [document.mentions[i] for i in inside]
    kept = lambda pairs: {(index[a], index[b]): name for (a, b), name in pairs.items() if a in index and b in index}
    return replace(
        document, text=document.text[start:end],
        mentions=[replace(mention, start=mention.start - start, end=mention.end - start) for mention in mentions],
        pairs=list(kept(dict.fromkeys(document.pairs))), relations=kept(document.relations), uncounted=kept(document.uncounted),
    )


def sentence_of(document: Document, tokenizer: Tokenizer) -> Sentence:
    """A document that is one sentence. A mention is the tokens that it touches; one without a token is in no pair."""
    encoding = tokenizer.encode(document.text)
    surfaces = [document.text[start:end] for start, end in encoding.offsets]
    sentence, places, index = Sentence(surfaces, list(encoding.ids), []), [], {}
    for i, mention in enumerate(document.mentions):
        touched = [k for k, (start, end) in enumerate(encoding.offsets) if start < mention.end and end > mention.start]
        known = mention.type in TYPES and touched
        places.append(Place(0, touched[0], touched[-1] + 1, touched[0]) if known else None)
        if known:
            index[i] = len(sentence.mentions)
            sentence.mentions.append((touched[0], touched[-1] + 1, TYPES.index(mention.type)))
    for pair in candidates(document, places, {TYPES}):
        name = document.relations.get(pair) or document.uncounted.get(pair) or ""
        sentence.pairs.append(Pair(index[pair[0]], index[pair[1]], CLASSES.index(name)))
    return sentence


@dataclass
class Gold:
    train: list[Document]
    dev: list[Document]
    relations: int  # of dev, also those that no pair stands for


def gold(data: Path, tagger: dict, tokenizer: Tokenizer, characters: Characters) -> Gold:
    """ChemProt's and DrugProt's sentences for training, ChemProt's documents for measuring."""
    train, dev, _ = load(data, 0)
    give_sides(train["chemprot"], tagger, tokenizer, characters)
    return Gold(train["chemprot"], dev["chemprot"], sum(len(document.relations) for document in dev["chemprot"]))


def prepared(documents: list[Document], tokenizer: Tokenizer, mask: bool) -> list[Sentence]:
    """The sentences that have a pair, the same ones and pairs in the same order whether mentions are masked or not."""
    parts = [part for document in documents for part in cut(document)]
    found = [sentence_of(masked(part, MASKS) if mask else part, tokenizer) for part in parts]
    return [sentence for sentence in found if sentence.pairs]
