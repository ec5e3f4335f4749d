"""Documents to training examples: one segment, its tokens and one BIO row a type; augmentation; batches."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from corpora import ALL_TYPES, ANNOTATED, Document
from tokens import UNKNOWN, sentences

LONGEST_JOINED = 120


@dataclass
class Example:
    surfaces: list[str]
    words: list[int]
    offsets: list[tuple[int, int]]
    labels: np.ndarray  # [types, tokens], 0 O, 1 B, 2 I
    annotated: np.ndarray  # [types], 1 where the corpus annotates the type
    document: str

    def __len__(self) -> int:
        return len(self.words)


def encode_document(document: Document, tokenizer: Tokenizer, counts: dict[str, int] | None = None) -> list[Example]:
    """One example a sentence, in document order; offsets are the document's. `counts` collects mentions that a
    sentence break or the tokens cannot represent."""
    counts = counts if counts is not None else {}
    examples = []
    annotated = np.array([float(name in ANNOTATED[document.corpus]) for name in ALL_TYPES], dtype=np.float32)
    reached = 0
    for start, end in sentences(document.text):
        text = document.text[start:end]
        encoding = tokenizer.encode(text)
        if not encoding.ids:
            continue
        offsets = [(start + a, start + b) for a, b in encoding.offsets]
        labels = np.zeros((len(ALL_TYPES), len(offsets)), dtype=np.int64)
        for mention in document.mentions:
            if mention.start < start or mention.start >= end:
                continue
            if mention.end > end:
                counts["across a sentence break"] = counts.get("across a sentence break", 0) + 1
                continue
            inside = [i for i, (a, b) in enumerate(offsets) if a < mention.end and b > mention.start]
            if offsets[inside[0]][0] != mention.start or offsets[inside[-1]][1] != mention.end:
                counts["inside a token"] = counts.get("inside a token", 0) + 1
                continue
            row = labels[ALL_TYPES.index(mention.type)]
            if row[inside].any():
                counts["overlapping"] = counts.get("overlapping", 0) + 1
                continue
            row[inside[0]] = 1
            row[inside[1:]] = 2
            reached += 1
        surfaces = [document.text[a:b] for a, b in offsets]
        examples.append(Example(surfaces, list(encoding.ids), offsets, labels, annotated, document.id))
    counts["represented"] = counts.get("represented", 0) + reached
    return examples


def join(first: Example, second: Example) -> Example:
    return Example(
        first.surfaces + second.surfaces,
        first.words + second.words,
        first.offsets + second.offsets,
        np.concatenate([first.labels, second.labels], axis=1),
        first.annotated,
        first.document,
    )


def part(example: Example, start: int, end: int) -> Example:
    return Example(
        example.surfaces[start:end],
        example.words[start:end],
        example.offsets[start:end],
        example.labels[:, start:end],
        example.annotated,
        example.document,
    )


def augment(examples: list[Example], generator: random.Random, probability: dict[str, float]) -> list[Example]:
    """A new view of the training examples for one epoch: some neighbours joined, some cut in two outside any mention,
    some in upper or lower case, and some words unknown, as a messy note or another segmenter would have them."""
    result: list[Example] = []
    for example in examples:
        previous = result[-1] if result else None
        if (
            previous
            and previous.document == example.document
            and len(previous) + len(example) <= LONGEST_JOINED
            and generator.random() < probability["join"]
        ):
            result[-1] = join(previous, example)
            continue
        if len(example) > 8 and generator.random() < probability["cut"]:
            place = generator.randrange(3, len(example) - 3)
            if not (example.labels[:, place] == 2).any():
                result += [part(example, 0, place), part(example, place, len(example))]
                continue
        result.append(example)
    return [vary(example, generator, probability) for example in result]


def vary(example: Example, generator: random.Random, probability: dict[str, float]) -> Example:
    surfaces, draw = example.surfaces, generator.random()
    if draw < probability["upper"]:
        surfaces = [surface.upper() for surface in surfaces]
    elif draw < probability["upper"] + probability["lower"]:
        surfaces = [surface.lower() for surface in surfaces]
    elif draw < probability["upper"] + probability["lower"] + probability["title"]:
        surfaces = [surface[:1].upper() + surface[1:] for surface in surfaces]
    words = [UNKNOWN if generator.random() < probability["word"] else word for word in example.words]
    return Example(surfaces, words, example.offsets, example.labels, example.annotated, example.document)


def batches(examples: list[Example], tokens: int, generator: random.Random | None) -> list[list[int]]:
    """Indices in groups of similar length with at most `tokens` padded tokens; shuffled when a generator is given."""
    noise = (lambda: generator.uniform(-2, 2)) if generator else (lambda: 0)
    order = sorted(range(len(examples)), key=lambda index: len(examples[index]) + noise())
    groups: list[list[int]] = [[]]
    longest = 0
    for index in order:
        longest = max(longest, len(examples[index]))
        if groups[-1] and longest * (len(groups[-1]) + 1) > tokens:
            groups.append([])
            longest = len(examples[index])
        groups[-1].append(index)
    if generator:
        generator.shuffle(groups)
    return groups
