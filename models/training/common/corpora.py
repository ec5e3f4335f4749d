"""Reading the corpora with annotated entities, and deciding which documents may be used for what.

Offsets are code points, half-open. A document of PubTator is its title, one line break and its abstract; one of a BIO file is
its tokens with a blank between.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path

LITERATURE = ("Disease", "Chemical", "Gene", "Species", "CellLine", "Variant")
# What BC2GM and JNLPBA annotate is drawn wider or otherwise than elsewhere, so that their types are their own.
BC2GM = ("GeneMention",)
JNLPBA = ("Protein", "DNA", "RNA", "CellType", "GeniaCellLine")
CLINICAL = (
    "SignSymptom", "DiseaseDisorder", "Medication", "Dosage", "DiagnosticProcedure", "TherapeuticProcedure", "LabValue",
    "Anatomy", "Severity", "Date", "Duration",
)
# The types of the shipped model, in the order of its heads.
TYPES = LITERATURE + BC2GM + JNLPBA + CLINICAL
# Types that are learnt along with them and not shipped: they teach the shared layers.
AUXILIARY = (
    "History", "Age", "Sex", "DetailedDescription", "ClinicalEvent", "Condition", "Drug", "Procedure", "Measurement",
    "Value", "Temporal", "Observation", "Qualifier", "Negation",
)
ALL_TYPES = TYPES + AUXILIARY

VARIANTS = {
    name: "Variant"
    for name in (
        "SequenceVariant", "DNAMutation", "ProteinMutation", "OtherMutation", "SNP", "AcidChange", "DNAAllele",
        "ProteinAllele",
    )
}
# How the type names of each corpus map to ours. All types of ours on the right are annotated exhaustively; any other is
# left out of the loss for the corpus's documents.
TYPE_NAMES = {
    "bc5cdr": {"Disease": "Disease", "Chemical": "Chemical"},
    "ncbi-disease": {
        name: "Disease" for name in ("SpecificDisease", "Modifier", "DiseaseClass", "CompositeMention")
    },
    "biored": {
        "DiseaseOrPhenotypicFeature": "Disease", "ChemicalEntity": "Chemical", "GeneOrGeneProduct": "Gene",
        "OrganismTaxon": "Species", "CellLine": "CellLine", **VARIANTS,
    },
    "nlmgene": {"Gene": "Gene", "FamilyName": "Gene"},
    "gnormplus": {"Gene": "Gene", "FamilyName": "Gene"},
    "tmvar3": {"Disease": "Disease", "Gene": "Gene", "Species": "Species", "CellLine": "CellLine", **VARIANTS},
    "bioid": {"CellLine": "CellLine"},
    "s800": {"Species": "Species"},
    "linnaeus": {"Species": "Species"},
    "jnlpba": {"PRGE": "Protein", "DNA": "DNA", "RNA": "RNA", "CLTP": "CellType", "CLLN": "GeniaCellLine"},
    "bc2gm": {"GENE": "GeneMention"},
    "maccrobat": {
        "Sign_symptom": "SignSymptom", "Disease_disorder": "DiseaseDisorder", "Medication": "Medication",
        "Dosage": "Dosage", "Diagnostic_procedure": "DiagnosticProcedure",
        "Therapeutic_procedure": "TherapeuticProcedure", "Lab_value": "LabValue", "Biological_structure": "Anatomy",
        "Severity": "Severity", "Date": "Date", "Duration": "Duration", "History": "History", "Age": "Age", "Sex": "Sex",
        "Detailed_description": "DetailedDescription", "Clinical_event": "ClinicalEvent",
    },
    "chia": {
        name: name
        for name in (
            "Condition", "Drug", "Procedure", "Measurement", "Value", "Temporal", "Observation", "Qualifier", "Negation",
        )
    },
    # Its other types are drawn too differently from Chia's to share heads with them.
    "leaf-clinical-trials": {"Negation": "Negation"},
}
ANNOTATED = {corpus: tuple(sorted(set(names.values()))) for corpus, names in TYPE_NAMES.items()}
# Corpora with a dev split of their own; the types that are scored on it.
DEV = {
    "bc5cdr": ("Disease", "Chemical"), "ncbi-disease": ("Disease",), "biored": LITERATURE, "bc2gm": BC2GM, "jnlpba": JNLPBA,
}
FOLDS = 5
# A discontinuous mention is learnt as its hull up to so many characters, else not at all.
LONGEST_HULL = 60


@dataclass(frozen=True, order=True)
class Mention:
    start: int
    end: int
    type: str


@dataclass
class Document:
    id: str
    corpus: str
    text: str
    mentions: list[Mention] = field(default_factory=list)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def read_pubtator(path: Path, corpus: str, left_out: Counter) -> list[Document]:
    """All documents of a PubTator file, each once. A mention whose stored words are not at its offsets is left out."""
    names = TYPE_NAMES[corpus]
    documents: dict[str, Document] = {}
    current, accepting = Document("", corpus, ""), False
    for line in path.read_text(encoding="utf-8").split("\n"):
        heading = re.match(r"([^|\t]+)\|([ta])\|(.*)$", line)
        if heading:
            identifier, part, text = heading.groups()
            if part == "t":
                current = Document(identifier, corpus, text)
            else:
                current.text += "\n" + text
                accepting = documents.setdefault(identifier, current) is current
            continue
        columns = line.split("\t")
        if len(columns) < 5 or not columns[1].isdigit() or columns[4] not in names or not accepting:
            continue
        start, end = int(columns[1]), int(columns[2])
        if current.text[start:end].strip() != columns[3].strip():
            left_out[f"{corpus}: mentions that are not at their offsets"] += 1
            continue
        start, end = trimmed(current.text, start, end)
        if start < end:
            current.mentions.append(Mention(start, end, names[columns[4]]))
    return list(documents.values())


def read_bio(path: Path, corpus: str) -> list[Document]:
    """Each sentence of a file of tokens and BIO labels as a document."""
    names = TYPE_NAMES[corpus]
    documents: list[Document] = []
    for number, block in enumerate(re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))):
        document = Document(f"{corpus}-{path.stem}-{number}", corpus, "")
        open_type = None
        for line in block.split("\n"):
            if not line.strip() or line.startswith("-DOCSTART-"):
                continue
            token, label = line.split("\t")[:2]
            document.text += " " if document.text else ""
            start, end = len(document.text), len(document.text) + len(token)
            document.text += token
            if label.startswith("I-") and open_type is not None:
                last = document.mentions[-1]
                document.mentions[-1] = Mention(last.start, end, last.type)
            elif label != "O":
                open_type = names[label[2:]]
                document.mentions.append(Mention(start, end, open_type))
            else:
                open_type = None
        if document.text:
            documents.append(document)
    return documents


def read_brat(folder: Path, corpus: str, left_out: Counter) -> list[Document]:
    names = TYPE_NAMES[corpus]
    documents = []
    for path in sorted(folder.glob("*.txt")):
        if not path.with_suffix(".ann").exists():
            continue
        document = Document(f"{corpus}-{path.stem}", corpus, path.read_bytes().decode("utf-8"))
        for line in path.with_suffix(".ann").read_bytes().decode("utf-8").split("\n"):
            columns = line.split("\t")
            kind, _, offsets = columns[1].partition(" ") if len(columns) > 1 else ("", "", "")
            if not columns[0].startswith("T") or kind not in names:
                continue
            fragments = [tuple(map(int, fragment.split())) for fragment in offsets.split(";")]
            start, end = fragments[0][0], fragments[-1][1]
            if len(fragments) > 1 and end - start > LONGEST_HULL:
                left_out[f"{corpus}: mentions too far apart"] += 1
                continue
            start, end = trimmed(document.text, start, end)
            if start < end:
                document.mentions.append(Mention(start, end, names[kind]))
        documents.append(document)
    return documents


def fold_of(document: Document) -> int:
    """The fold of cross-validation that a document of a corpus without splits belongs to."""
    return int(sha1(document.id.encode()).hexdigest(), 16) % FOLDS


def held_out_ids(data: Path) -> set[str]:
    return set((data / "heldout-pmids.txt").read_text().split())


def read_corpus(data: Path, corpus: str, split: str, left_out: Counter) -> list[Document]:
    folder = data / "corpora" / corpus
    if corpus in ("jnlpba", "bc2gm"):
        return read_bio(folder / f"{split}.tsv", corpus)
    if corpus in ("maccrobat", "chia", "leaf-clinical-trials"):
        return read_brat(folder, corpus, left_out)
    return read_pubtator(folder / f"{split}.pubtator", corpus, left_out)


def beginning(text: str) -> str:
    """Letters and digits of the first words, to find a text again however it is tokenised."""
    return re.sub(r"\W", "", text).lower()[:80]


def load_dev(data: Path) -> dict[str, list[Document]]:
    """The whole dev splits: every document is scored, also those that are barred from training."""
    return {corpus: read_corpus(data, corpus, "dev", Counter()) for corpus in DEV}


def load_train(data: Path, fold: int | None) -> tuple[dict[str, list[Document]], dict[str, list[Document]], Counter]:
    """Training documents by corpus, what they are scored on, and what was left out.

    Left out are held-out documents and documents of any dev split, by their id or by how they begin. `fold` is the part of
    MACCROBAT, which has no split, that is scored instead of learnt; with None all of it is learnt.
    """
    left_out: Counter = Counter()
    held_out, dev = held_out_ids(data), load_dev(data)
    if fold is not None:
        dev["maccrobat"] = [d for d in read_corpus(data, "maccrobat", "", left_out) if fold_of(d) == fold]
    dev_ids = {document.id for documents in dev.values() for document in documents}
    dev_beginnings = {beginning(document.text) for documents in dev.values() for document in documents}
    train = {}
    for corpus in TYPE_NAMES:
        train[corpus] = []
        for document in read_corpus(data, corpus, "train", left_out):
            if document.id in held_out:
                left_out[f"{corpus}: held out"] += 1
            elif document.id in dev_ids:
                left_out[f"{corpus}: in a dev split"] += 1
            elif beginning(document.text) in dev_beginnings:
                left_out[f"{corpus}: text in a dev split"] += 1
            else:
                train[corpus].append(document)
    return train, dev, left_out
