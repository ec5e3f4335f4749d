"""Which documents are for training and which for measuring. None that is held out or in a dev split is trained on."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha1
from pathlib import Path

from documents import Document
from readers import (
    read_listed_sentences, read_maccrobat, read_marked_sentences, read_phee, read_pubtator, read_tokenised,
)


def fold_of(document: Document) -> int:
    return int(sha1(document.id.encode()).hexdigest(), 16) % 5


def squeezed(text: str) -> str:
    """Letters and digits alone, to find a text again however it is tokenised."""
    return re.sub(r"\W", "", text).lower()


def load(data: Path, fold: int) -> tuple[dict[str, list[Document]], dict[str, list[Document]], Counter]:
    """Training and dev documents by task, and what was left out. One fold of MACCROBAT, which has no split, is its dev."""
    held_out = set((data / "heldout-pmids.txt").read_text().split())
    corpora, left_out = data / "corpora", Counter()
    maccrobat = read_maccrobat(corpora / "maccrobat")
    dev = {
        "cid": read_pubtator(corpora / "bc5cdr" / "dev.pubtator", "cid"),
        "biored": read_pubtator(corpora / "biored" / "dev.pubtator", "biored"),
        "chemprot": read_tokenised(data / "relations" / "chemprot" / "dev-327docs.json"),
        "phee": read_phee(corpora / "phee" / "dev.jsonl"),
        "maccrobat": [document for document in maccrobat if fold_of(document) == fold],
    }
    train = {
        "cid": read_pubtator(corpora / "bc5cdr" / "train.pubtator", "cid"),
        "biored": read_pubtator(corpora / "biored" / "train.pubtator", "biored"),
        "chemprot": read_marked_sentences(data / "relations" / "chemprot-sentences" / "train.jsonl"),
        "phee": read_phee(corpora / "phee" / "train.jsonl"),
        "maccrobat": [document for document in maccrobat if fold_of(document) != fold],
    }
    seen = {squeezed(document.text) for document in train["chemprot"]}
    listed = read_listed_sentences(data / "relations" / "drugprot-sentences" / "train.csv")
    train["chemprot"] += [document for document in listed if squeezed(document.text) not in seen]
    dev_ids = {document.id for documents in dev.values() for document in documents}
    dev_text = "\n".join(squeezed(document.text) for documents in dev.values() for document in documents)
    for task, documents in train.items():
        kept = []
        for document in documents:
            if document.id in held_out:
                left_out[f"{task}: held out"] += 1
            elif document.id in dev_ids:
                left_out[f"{task}: in a dev split"] += 1
            elif squeezed(document.text)[:200] in dev_text:
                left_out[f"{task}: text in a dev split"] += 1
            else:
                kept.append(document)
        train[task] = kept
    return train, dev, left_out
