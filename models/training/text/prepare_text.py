"""Stage 1: raw text to one lower-cased, tokenised paragraph a line, for the word vectors.

The dev documents of the corpora are left out, so that dev figures also hold for the vocabulary.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from multiprocessing import Pool
from pathlib import Path

import regex

from corpora import held_out_ids, load_dev

# How often a group of text is repeated; below 1 it is the share of documents kept. Abstracts and clinical notes are
# what the model will read, and there is little of them.
WEIGHTS = {"fulltext-elife": 0.6, "abstracts-screening": 2, "abstracts-corpora": 2, "clinical": 2}
TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}]*|[^\s\p{L}]")
LETTERS = regex.compile(r"[^\p{L}]+")


def fingerprint(text: str) -> str:
    """The first 60 letters: equal for one document in different spacing, case and tokenisation."""
    return LETTERS.sub("", text[:300]).lower()[:60]


def weight_of(name: str) -> float:
    return next((weight for prefix, weight in WEIGHTS.items() if name.startswith(prefix)), 1)


def convert(job: tuple[Path, Path, set[str], set[str]]) -> tuple[str, int, int, int]:
    source, target, barred_ids, barred_texts = job
    weight = weight_of(source.name)
    generator = random.Random(source.name)
    documents = dropped = tokens = 0
    with lzma.open(source, "rt", encoding="utf-8") as lines, target.open("w", encoding="utf-8") as output:
        for line in lines:
            record = json.loads(line)
            if str(record.get("id", "")) in barred_ids or fingerprint(record["text"]) in barred_texts:
                dropped += 1
                continue
            if weight < 1 and generator.random() >= weight:
                continue
            documents += 1
            paragraphs = [TOKEN.findall(part.lower()) for part in record["text"].split("\n")]
            text = "".join(" ".join(words) + "\n" for words in paragraphs if words)
            tokens += sum(map(len, paragraphs))
            for _ in range(max(1, int(weight))):
                output.write(text)
    return source.name, documents, dropped, tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    dev = [document for documents in load_dev(arguments.data).values() for document in documents]
    barred_ids = {document.id for document in dev} | held_out_ids(arguments.data)
    barred_texts = {fingerprint(document.text) for document in dev}
    parts = arguments.work / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    sources = sorted((arguments.data / "text").glob("*.jsonl.xz"), key=lambda path: -path.stat().st_size)
    jobs = [(source, parts / f"{source.name}.txt", barred_ids, barred_texts) for source in sources]
    report = []
    with Pool(2) as pool:
        for name, documents, dropped, tokens in pool.imap_unordered(convert, jobs):
            report.append(f"{name}: {documents} documents, {tokens} tokens, {dropped} dropped, weight {weight_of(name)}")
            print(report[-1], flush=True)
    (arguments.work / "text-report.txt").write_text("\n".join(sorted(report)) + "\n")
    with (arguments.work / "text.txt").open("wb") as output:
        for source in sorted(sources):
            part = parts / f"{source.name}.txt"
            output.write(part.read_bytes())
            part.unlink()


if __name__ == "__main__":
    main()
