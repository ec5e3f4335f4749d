"""Raw text as arrays: words, surfaces, weak labels and the lengths of sentences.

Left out are held-out documents, the documents of all dev splits, and the case reports of
MACCROBAT, which is evaluated by cross-validation.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import Counter
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from corpora import held_out_ids, load_dev
from dictionary import tokens_of
from prepare_text import fingerprint
from tokens import Characters, load_vectors, sentences
from weak_labels import weak_labels

# The share of the documents of each group of text; above 1, how often each is read.
SHARES = {
    "abstracts-screening": 1, "abstracts-corpora": 1, "clinical-casereports": 2, "clinical-mtsamples": 2,
    "clinical-dialogue": 1, "trials-eligibility": 1, "consumer-medquad": 0.4, "fulltext-pmc-rct": 0.6,
    "fulltext-elife": 0.12, "fulltext-misc": 0.6, "books-openstax": 0.1, "ontology-definitions": 0.5,
}
LONGEST_SENTENCE = 120
ALWAYS = {chr(code) for code in range(33, 127)} | set("αβγδεκλμΔ°±×≥≤’“”–—®™§µ")


class Preparation:
    def __init__(self, data: Path, words: list[str]) -> None:
        self.ids = {word: index + 2 for index, word in enumerate(words)}
        self.labels = weak_labels(data, words)
        dev = [document for documents in load_dev(data).values() for document in documents]
        reports = [path.read_text(encoding="utf-8") for path in (data / "corpora" / "maccrobat").glob("*.txt")]
        self.barred_ids = {document.id for document in dev} | held_out_ids(data)
        self.barred_texts = {fingerprint(text) for text in [*(document.text for document in dev), *reports]}

    def read(self, source: Path) -> tuple[str, list[np.ndarray], list[np.ndarray], list[np.ndarray], list[str]]:
        """Words, surfaces and labels of each sentence of a file, and the surfaces by their number."""
        share = next((share for prefix, share in SHARES.items() if source.name.startswith(prefix)), 0)
        generator = random.Random(source.name)
        surfaces: dict[str, int] = {"": 0}
        rows: tuple[list[np.ndarray], ...] = ([], [], [])
        with lzma.open(source, "rt", encoding="utf-8") as lines:
            for line in lines if share else ():
                record = json.loads(line)
                if str(record.get("id", "")) in self.barred_ids or fingerprint(record["text"]) in self.barred_texts:
                    continue
                if share < 1 and generator.random() >= share:
                    continue
                for start, end in sentences(record["text"]):
                    tokens = tokens_of(record["text"][start:end])[:LONGEST_SENTENCE]
                    if len(tokens) < 4:
                        continue
                    lowered = [token.lower() for token in tokens]
                    numbers = [surfaces.setdefault(token, len(surfaces)) for token in tokens]
                    rows[0].append(np.array([self.ids.get(word, 1) for word in lowered], np.int32))
                    rows[1].append(np.array(numbers, np.int32))
                    rows[2].append(np.array(self.labels.label(lowered), np.int8))
        words, numbers, labels = (each * max(1, int(share)) for each in rows)
        return source.name, words, numbers, labels, list(surfaces)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="holds vectors.vec; gets encoder-text.npz")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    words, _ = load_vectors(arguments.work / "vectors.vec")
    preparation = Preparation(arguments.data, words)
    surfaces: dict[str, int] = {}
    rows: tuple[list[np.ndarray], ...] = ([], [], [])
    with Pool(arguments.processes) as pool:
        for name, *parts, known in pool.imap(preparation.read, sorted((arguments.data / "text").glob("*.xz"))):
            numbers = np.array([surfaces.setdefault(surface, len(surfaces)) for surface in known], np.int32)
            parts[1] = [numbers[row] for row in parts[1]]
            for all_rows, part in zip(rows, parts):
                all_rows.extend(part)
            print(f"{name}: {len(parts[0])} sentences, {sum(map(len, parts[0]))} tokens", flush=True)
    surface_ids = np.concatenate(rows[1])
    characters: Counter[str] = Counter()
    for surface, count in zip(surfaces, np.bincount(surface_ids, minlength=len(surfaces))):
        for character in surface:
            characters[character] += int(count)
    alphabet = "".join(sorted(ALWAYS | {character for character, count in characters.items() if count >= 150}))
    np.savez(
        arguments.work / "encoder-text.npz", words=np.concatenate(rows[0]), surfaces=surface_ids,
        labels=np.concatenate(rows[2]), lengths=np.array([len(row) for row in rows[0]], np.int32),
        matrix=Characters(alphabet).matrix(list(surfaces)).astype(np.int16), alphabet=np.array(alphabet),
    )


if __name__ == "__main__":
    main()
