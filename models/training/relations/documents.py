"""Reading the corpora with relations: texts with typed mentions, and what relates them.

Offsets are code points, half-open. Documents that are held out or in a dev split are left out of training.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path

# The relations of each task, without the class of unrelated pairs. A task is a corpus's own understanding of relations.
TASKS = {
    "cid": ("ChemicalInducedDisease",),
    "biored": (
        "Association", "Positive_Correlation", "Negative_Correlation", "Bind", "Cotreatment", "Comparison",
        "Drug_Interaction", "Conversion",
    ),
    "chemprot": ("Upregulator", "Downregulator", "Agonist", "Antagonist", "Substrate"),
    "phee": ("AdverseEffect", "TherapeuticEffect"),
    "maccrobat": ("MODIFY", "BEFORE", "AFTER", "OVERLAP", "CAUSE", "SUB_PROCEDURE", "IDENTICAL"),
}
# Tasks whose relations hold between concepts of a document; the others relate two mentions.
DOCUMENT_LEVEL = ("cid", "biored")
# Tasks whose relations have no direction.
SYMMETRIC = ("biored",)
BIORED_PAIRS = (
    ("Gene", "Gene"), ("Gene", "Disease"), ("Gene", "Chemical"), ("Disease", "Chemical"), ("Disease", "Variant"),
    ("Chemical", "Chemical"), ("Chemical", "Variant"), ("Variant", "Variant"),
)
CHEMPROT_GROUPS = {
    "Upregulator": ("UPREGULATOR", "ACTIVATOR", "INDIRECT-UPREGULATOR", "CPR:3"),
    "Downregulator": ("DOWNREGULATOR", "INHIBITOR", "INDIRECT-DOWNREGULATOR", "CPR:4"),
    "Agonist": ("AGONIST", "AGONIST-ACTIVATOR", "AGONIST-INHIBITOR", "CPR:5"),
    "Antagonist": ("ANTAGONIST", "CPR:6"),
    "Substrate": ("SUBSTRATE", "PRODUCT-OF", "SUBSTRATE_PRODUCT-OF", "CPR:9"),
}
CHEMPROT = {label: group for group, labels in CHEMPROT_GROUPS.items() for label in labels}
BIORED_TYPES = {
    "DiseaseOrPhenotypicFeature": "Disease", "ChemicalEntity": "Chemical", "GeneOrGeneProduct": "Gene",
    "OrganismTaxon": "Species", "CellLine": "CellLine", "SequenceVariant": "Variant", "DNAMutation": "Variant",
    "ProteinMutation": "Variant", "OtherMutation": "Variant", "SNP": "Variant", "AcidChange": "Variant",
    "DNAAllele": "Variant", "ProteinAllele": "Variant",
}
MACCROBAT_TYPES = {
    "Sign_symptom": "SignSymptom", "Disease_disorder": "DiseaseDisorder", "Medication": "Medication", "Dosage": "Dosage",
    "Diagnostic_procedure": "DiagnosticProcedure", "Therapeutic_procedure": "TherapeuticProcedure",
    "Lab_value": "LabValue", "Biological_structure": "Anatomy", "Severity": "Severity", "Date": "Date",
    "Duration": "Duration", "History": "History", "Age": "Age", "Sex": "Sex",
    "Detailed_description": "DetailedDescription", "Clinical_event": "ClinicalEvent",
}


@dataclass(frozen=True)
class Mention:
    start: int
    end: int
    type: str
    # Identifiers of concepts; a composite mention has several, an unlinked one none.
    concepts: tuple[str, ...] = ()


@dataclass
class Document:
    id: str
    task: str
    text: str
    mentions: list[Mention] = field(default_factory=list)
    # By head and tail: concepts where the task is at document level, else indices of mentions.
    relations: dict[tuple, str] = field(default_factory=dict)
    # Of BioRED's relations, whether the document reports them as a finding of its own.
    novel: dict[tuple, bool] = field(default_factory=dict)
    # Of ChemProt's sentences, all marked pairs, related or not.
    pairs: list[tuple[int, int]] = field(default_factory=list)


def read_pubtator(path: Path, task: str) -> list[Document]:
    """A document printed twice is kept once. Mentions whose words are not at their offsets are dropped."""
    documents: dict[str, Document] = {}
    current: Document | None = None
    accepting = False
    for line in path.read_text(encoding="utf-8").split("\n"):
        heading = re.match(r"(\d+)\|([ta])\|(.*)$", line)
        if heading:
            identifier, part, text = heading.groups()
            if part == "t":
                current = Document(identifier, task, text)
            else:
                current.text += "\n" + text
                accepting = documents.setdefault(identifier, current) is current
            continue
        columns = line.split("\t")
        if not accepting or len(columns) < 4:
            continue
        if columns[1].isdigit():
            start, end = int(columns[1]), int(columns[2])
            kind = columns[4] if task == "cid" else BIORED_TYPES.get(columns[4])
            concepts = tuple(c for c in re.split(r"[|,;]" if task == "cid" else r"[,;]", columns[5]) if c not in ("", "-", "-1"))
            if kind and current.text[start:end] == columns[3]:
                current.mentions.append(Mention(start, end, kind, concepts))
        elif task == "cid":
            current.relations[columns[2], columns[3]] = TASKS["cid"][0]
        else:
            pair = tuple(sorted(columns[2:4]))
            current.relations[pair] = columns[1]
            current.novel[pair] = columns[4] == "Novel"
    return list(documents.values())


def read_marked_sentences(path: Path) -> list[Document]:
    """ChemProt sentences with one marked pair a row; the rows of one sentence become one document. The marks stand in the
    order of the text and do not say which is the chemical: `sides.py` finds that out."""
    marks = re.compile(r"<< | >>|\[\[ | \]\]")
    by_text: dict[str, dict] = defaultdict(dict)
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        text, places, rest = "", {}, row["text"]
        while match := marks.search(rest):
            text += rest[: match.start()]
            mark = match.group().strip()
            if mark in ("<<", "[["):
                places[mark] = len(text)
            else:
                opening = "<<" if mark == ">>" else "[["
                if isinstance(places.get(opening), int):
                    places[opening] = (places[opening], len(text))
            rest = rest[match.end():]
        text += rest
        if all(isinstance(places.get(mark), tuple) for mark in ("<<", "[[")):
            by_text[text][places["<<"], places["[["]] = row["label"]
    documents = []
    for text, pairs in by_text.items():
        document = Document(f"chemprot-{sha1(text.encode()).hexdigest()[:12]}", "chemprot", text)
        index = {}
        for start, end in sorted({place for pair in pairs for place in pair}):
            index[start, end] = len(document.mentions)
            document.mentions.append(Mention(start, end, "?"))
        for (first, second), label in pairs.items():
            document.pairs.append((index[first], index[second]))
            if label in CHEMPROT:
                document.relations[index[first], index[second]] = CHEMPROT[label]
        documents.append(document)
    return documents


def read_tokenised(path: Path) -> list[Document]:
    """The dev documents of ChemProt: tokens in sentences, mentions by inclusive token indices of the document."""
    documents = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        text, offsets = "", []
        for sentence in row["sentences"]:
            for token in sentence:
                offsets.append((len(text), len(text) + len(token)))
                text += token + " "
            text = text[:-1] + "\n"
        document = Document(row["doc_key"], "chemprot", text.rstrip())
        index = {}
        for mentions in row["ner"]:
            for first, last, kind in mentions:
                index[first, last] = len(document.mentions)
                mention = Mention(offsets[first][0], offsets[last][1], "Gene" if kind == "GENE" else "Chemical")
                document.mentions.append(mention)
        for relations in row["relations"]:
            for a, b, c, d, label in relations:
                if (a, b) in index and (c, d) in index:
                    document.relations[index[a, b], index[c, d]] = CHEMPROT[label]
        documents.append(document)
    return documents


def read_phee(path: Path) -> list[Document]:
    documents = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        document = Document(row["id"], "phee", row["context"])
        index: dict[tuple[int, int, str], int] = {}

        def mentions_of(argument: dict | None, kind: str) -> list[int]:
            found = []
            for texts, starts in zip((argument or {}).get("text", []), (argument or {}).get("start", [])):
                # Fragments of one mention count as a mention each: nearly all have one.
                for words, start in zip(texts, starts):
                    key = (start, start + len(words), kind)
                    if document.text[start : start + len(words)] != words or not words.strip():
                        continue
                    if key not in index:
                        index[key] = len(document.mentions)
                        document.mentions.append(Mention(*key))
                    found.append(index[key])
            return found

        for annotation in row["annotations"]:
            for event in annotation["events"]:
                treatment = event.get("Treatment") or {}
                drugs = mentions_of(treatment.get("Drug"), "Chemical")
                effects = mentions_of(event.get("Effect"), "Disease")
                label = "AdverseEffect" if event["event_type"] == "Adverse_event" else "TherapeuticEffect"
                for drug in drugs:
                    for effect in effects:
                        document.relations[drug, effect] = label
        documents.append(document)
    return documents


def read_maccrobat(folder: Path) -> list[Document]:
    documents = []
    for path in sorted(folder.glob("*.txt")):
        document = Document(f"maccrobat-{path.stem}", "maccrobat", path.read_bytes().decode("utf-8"))
        index: dict[str, int] = {}
        trigger: dict[str, str] = {}
        lines = path.with_suffix(".ann").read_bytes().decode("utf-8").split("\n")
        for line in lines:
            columns = line.rstrip("\r").split("\t")
            if columns[0].startswith("T"):
                kind, _, places = columns[1].partition(" ")
                pieces = [tuple(map(int, piece.split())) for piece in places.split(";")]
                start, end = pieces[0][0], pieces[-1][1]
                if kind in MACCROBAT_TYPES and end - start <= 100:
                    index[columns[0]] = len(document.mentions)
                    document.mentions.append(Mention(start, end, MACCROBAT_TYPES[kind]))
            elif columns[0].startswith("E"):
                trigger[columns[0]] = columns[1].split()[0].split(":")[1]

        def target(name: str) -> int | None:
            return index.get(trigger.get(name, name))

        for line in lines:
            columns = line.rstrip("\r").split("\t")
            if columns[0].startswith("R"):
                kind, head, tail = columns[1].split()[:3]
                ends = [target(head.split(":")[1]), target(tail.split(":")[1])]
            elif columns[0] == "*":
                kind, *names = columns[1].split()
                ends = [target(name) for name in names[:2]]
            else:
                continue
            if kind in TASKS["maccrobat"] and None not in ends and ends[0] != ends[1]:
                first, second = ends
                # Equivalences have no direction: the mention that comes first is the head.
                if columns[0] == "*" and document.mentions[first].start > document.mentions[second].start:
                    first, second = second, first
                document.relations[first, second] = kind
        documents.append(document)
    return documents


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
