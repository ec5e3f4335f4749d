"""Tokens, characters and segments: what the model reads. All offsets are code points, half-open.

The product has its own segmenter; training joins and cuts segments at random so that the model does not depend on
this one.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Split

PAD, UNKNOWN = 0, 1
TOKEN_PATTERN = r"\p{L}[\p{L}\p{M}]*|[^\s\p{L}]"
# A token longer than this keeps its first CHARACTERS - TAIL and its last TAIL characters.
CHARACTERS, TAIL = 32, 8


def build_tokenizer(words: list[str]) -> Tokenizer:
    """Letter runs, and every other character by itself; white space is dropped."""
    vocabulary = {"[PAD]": PAD, "[UNK]": UNKNOWN}
    for word in words:
        vocabulary.setdefault(word, len(vocabulary))
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Split(Regex(TOKEN_PATTERN), behavior="removed", invert=True)
    return tokenizer


class Characters:
    """Case-sensitive characters of a token's surface as ids: 0 pads, 1 is unknown, alphabet[i] is i + 2."""

    def __init__(self, alphabet: str) -> None:
        self.alphabet = alphabet
        self.ids = {character: index + 2 for index, character in enumerate(alphabet)}
        self.cache: dict[str, list[int]] = {}

    def encode(self, surface: str) -> list[int]:
        found = self.cache.get(surface)
        if found is None:
            kept = surface if len(surface) <= CHARACTERS else surface[: CHARACTERS - TAIL] + surface[-TAIL:]
            found = self.cache[surface] = [self.ids.get(character, 1) for character in kept]
        return found

    def matrix(self, surfaces: list[str]) -> np.ndarray:
        """One row a surface, padded with 0 to the longest."""
        rows = [self.encode(surface) for surface in surfaces]
        result = np.zeros((len(rows), max(map(len, rows), default=1)), dtype=np.int64)
        for index, row in enumerate(rows):
            result[index, : len(row)] = row
        return result


# A full stop after one of these words ends no sentence.
ABBREVIATIONS = {
    "e.g", "i.e", "vs", "cf", "al", "fig", "figs", "dr", "mr", "mrs", "ms", "prof", "st", "no", "nos", "approx", "ca",
    "resp", "incl", "etc", "viz", "sp", "spp", "i.v", "i.p", "p.o", "s.c", "i.m", "b.i.d", "t.i.d", "q.i.d", "u.s",
}
BREAK = re.compile(r"(?<=[.!?])[\"')\]]?\s+(?=[\"'(\[]?[A-Z0-9])|\n\s*")


def sentences(text: str) -> list[tuple[int, int]]:
    """Half-open spans of sentences: a break follows [.!?] before white space and a capital or digit, and every line
    end, but not after an abbreviation or an initial."""
    spans, start = [], 0
    for match in BREAK.finditer(text):
        before = text[start : match.start()]
        last = before.split()[-1].rstrip(".!?\"')]").lstrip("([\"'").lower() if before.split() else ""
        initial = len(last) == 1 and last.isalpha() and before.endswith(".")
        if "\n" not in match.group() and before.endswith(".") and (last in ABBREVIATIONS or initial):
            continue
        if before.strip():
            spans.append((start, match.start()))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def load_vectors(path: Path) -> tuple[list[str], np.ndarray]:
    """Words and their vectors from a fastText .vec file, without fastText's end-of-line word."""
    words, rows = [], []
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            word, _, numbers = line.rstrip("\n ").partition(" ")
            if word != "</s>":
                words.append(word)
                rows.append(np.fromstring(numbers, dtype=np.float32, sep=" "))
    return words, np.stack(rows)
