"""Reading the annotated corpora and deciding which documents may be used for what.

Offsets are code points over title + one character + abstract, half-open, as PubTator defines them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

# The types the shipped model knows, in the order of the CRF heads.
TYPES = ("Disease", "Chemical")

# How the type names of each corpus map to ours, and which of ours the corpus annotates exhaustively.
# A type that a corpus does not annotate is left out of the loss for its documents.
TYPE_NAMES = {
    "bc5cdr": {"Disease": "Disease", "Chemical": "Chemical"},
    "ncbi-disease": {
        "SpecificDisease": "Disease",
        "Modifier": "Disease",
        "DiseaseClass": "Disease",
        "CompositeMention": "Disease",
    },
    "biored": {"DiseaseOrPhenotypicFeature": "Disease", "ChemicalEntity": "Chemical"},
}
ANNOTATED = {
    "bc5cdr": ("Disease", "Chemical"),
    "ncbi-disease": ("Disease",),
    "biored": ("Disease", "Chemical"),
}


@dataclass(frozen=True, order=True)
class Mention:
    start: int
    end: int
    type: str


@dataclass
class Document:
    id: str
    corpus: str
    title: str
    abstract: str
    mentions: list[Mention] = field(default_factory=list)

    @property
    def text(self) -> str:
        return f"{self.title}\n{self.abstract}"


def read_pubtator(path: Path, corpus: str) -> list[Document]:
    """All documents of a PubTator file. Blanks at the edge of a mention are trimmed; a mention whose stored words
    differ from the text at its offsets is an error, because training on shifted spans would go unnoticed."""
    names = TYPE_NAMES[corpus]
    documents: dict[str, Document] = {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        heading = re.match(r"(\d+)\|([ta])\|(.*)$", line)
        if heading:
            identifier, part, text = heading.groups()
            if part == "t":
                documents.setdefault(identifier + "#new", Document(identifier, corpus, text, ""))
            else:
                document = documents.pop(identifier + "#new")
                document.abstract = text
                # A document printed twice in one file is kept once: the first copy.
                current = documents.setdefault(identifier, document)
                accepting = current is document
            continue
        columns = line.split("\t")
        if len(columns) < 5 or not columns[1].isdigit() or columns[4] not in names or not accepting:
            continue
        document = documents[columns[0]]
        start, end = int(columns[1]), int(columns[2])
        words = document.text[start:end]
        if words.strip() != columns[3].strip():
            raise ValueError(f"{path}: document {columns[0]}: '{columns[3]}' is not at {start}-{end}, which reads '{words}'")
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        document.mentions.append(Mention(start, end, names[columns[4]]))
    for document in documents.values():
        document.mentions = sorted(set(document.mentions))
    return list(documents.values())


def held_out_ids(data: Path) -> set[str]:
    return set((data / "heldout-pmids.txt").read_text().split())


def load_split(data: Path, corpus: str, split: str) -> list[Document]:
    return read_pubtator(data / "corpora" / corpus / f"{split}.pubtator", corpus)


def load_dev(data: Path, corpus: str) -> list[Document]:
    """The whole dev split: every document is scored, also those that are barred from training."""
    return load_split(data, corpus, "dev")


def load_train(data: Path, corpora: list[str]) -> tuple[list[Document], list[str]]:
    """Training documents, and a list of sentences that say what was removed.

    Removed are held-out documents, documents of any dev split, and repeated documents: when two corpora share a
    document, the one named first keeps it.
    """
    held_out = held_out_ids(data)
    dev = {document.id for corpus in TYPE_NAMES for document in load_dev(data, corpus)}
    seen: set[str] = set()
    kept: list[Document] = []
    report = []
    for corpus in corpora:
        documents = load_split(data, corpus, "train")
        counts = {"held out": 0, "in a dev split": 0, "already in another corpus": 0}
        before = len(kept)
        for document in documents:
            if document.id in held_out:
                counts["held out"] += 1
            elif document.id in dev:
                counts["in a dev split"] += 1
            elif document.id in seen:
                counts["already in another corpus"] += 1
            else:
                seen.add(document.id)
                kept.append(document)
        removed = ", ".join(f"{count} {why}" for why, count in counts.items())
        report.append(f"{corpus}: {len(documents)} train documents, {len(kept) - before} used ({removed})")
    return kept, report
