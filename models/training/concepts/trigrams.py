"""Character trigrams with TF-IDF: the lexical half of linking, as an exact search and as short dense vectors."""

from __future__ import annotations

from collections import Counter
from zlib import crc32

import numpy as np

from dictionary import simplified


def trigrams(words: str) -> Counter[str]:
    """Trigrams within each word with a blank before and after it (`char_wb` of scikit-learn)."""
    found: Counter[str] = Counter()
    for word in simplified(words).split():
        padded = f" {word} "
        found.update(padded[place : place + 3] for place in range(len(padded) - 2))
    return found


class TrigramIndex:
    """Cosine similarity of TF-IDF vectors over names (raw counts, smooth idf, as scikit-learn has it)."""

    def __init__(self, names: list[str]) -> None:
        self.ids: dict[str, int] = {}
        rows, columns, counts = [], [], []
        for row, name in enumerate(names):
            for gram, count in trigrams(name).items():
                rows.append(row)
                columns.append(self.ids.setdefault(gram, len(self.ids)))
                counts.append(count)
        self.size = len(names)
        row, column = np.array(rows, dtype=np.int32), np.array(columns, dtype=np.int32)
        frequency = np.bincount(column, minlength=len(self.ids))
        self.idf = np.log((1 + self.size) / (1 + frequency)) + 1
        weight = np.array(counts) * self.idf[column]
        norm = np.sqrt(np.bincount(row, weight**2, minlength=self.size))
        weight = (weight / np.maximum(norm[row], 1e-9)).astype(np.float32)
        order = np.argsort(column, kind="stable")
        self.rows, self.weights = row[order], weight[order]
        self.starts = np.concatenate([[0], np.cumsum(frequency)])

    def scores(self, words: str) -> np.ndarray:
        """The cosine with every name, [names]."""
        grams = [(self.ids[gram], count) for gram, count in trigrams(words).items() if gram in self.ids]
        result = np.zeros(self.size, dtype=np.float32)
        # Trigrams that no name has make the query longer too: each is as rare as can be.
        unknown = sum(count**2 for gram, count in trigrams(words).items() if gram not in self.ids)
        norm = unknown * (np.log(1 + self.size) + 1) ** 2 + sum((count * self.idf[gram]) ** 2 for gram, count in grams)
        for gram, count in grams:
            part = slice(self.starts[gram], self.starts[gram + 1])
            result[self.rows[part]] += self.weights[part] * (count * self.idf[gram] / np.sqrt(norm))
        return result


def hashed_vectors(names: list[str], size: int = 256) -> np.ndarray:
    """Vectors whose cosines approximate those of the trigrams: each trigram falls on one place with one sign."""
    frequency: Counter[str] = Counter()
    found = [trigrams(name) for name in names]
    for grams in found:
        frequency.update(grams.keys())
    places = {gram: (code % size, 1.0 if code & 0x40000000 else -1.0) for gram in frequency for code in [crc32(gram.encode())]}
    weights = {gram: places[gram][1] * (np.log((1 + len(names)) / (1 + count)) + 1) for gram, count in frequency.items()}
    result = np.zeros((len(names), size), dtype=np.float32)
    for row, grams in enumerate(found):
        for gram, count in grams.items():
            result[row, places[gram][0]] += count * weights[gram]
    return result / np.maximum(np.linalg.norm(result, axis=1, keepdims=True), 1e-9)
