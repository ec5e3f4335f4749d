"""Reading the corpora with relations."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from hashlib import sha1
from pathlib import Path

from documents import TASKS, Document, Mention

CHEMPROT_GROUPS = {
    "Upregulator": ("UPREGULATOR", "ACTIVATOR", "INDIRECT-UPREGULATOR", "CPR:3"),
    "Downregulator": ("DOWNREGULATOR", "INHIBITOR", "INDIRECT-DOWNREGULATOR", "CPR:4"),
    "Agonist": ("AGONIST", "AGONIST-ACTIVATOR", "AGONIST-INHIBITOR", "CPR:5"),
    "Antagonist": ("ANTAGONIST", "CPR:6"),
    "Substrate": ("SUBSTRATE", "PRODUCT-OF", "SUBSTRATE_PRODUCT-OF", "CPR:9"),
}
CHEMPROT = {label: group for group, labels in CHEMPROT_GROUPS.items() for label in labels}
# Groups that the task counts as unrelated.
CHEMPROT_UNCOUNTED = {
    "Regulator": ("REGULATOR", "DIRECT-REGULATOR", "INDIRECT-REGULATOR"), "PartOf": ("PART-OF",), "Not": ("NOT",),
    "Modulator": ("MODULATOR", "MODULATOR-ACTIVATOR", "MODULATOR-INHIBITOR"), "Cofactor": ("COFACTOR",),
}
UNCOUNTED = {label: group for group, labels in CHEMPROT_UNCOUNTED.items() for label in labels}
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
            document.name((index[first], index[second]), label, CHEMPROT, UNCOUNTED)
        documents.append(document)
    return documents


def read_listed_sentences(path: Path) -> list[Document]:
    """DrugProt sentences with one pair a row, by words and a token number. A part of the corpus: of pairs that no row
    names, nothing is known. Words that occur several times are taken where the number of tokens before fits best."""
    by_text: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        columns = line.split("|")
        by_text[columns[0], columns[1]].append(columns)
    documents = []
    for (identifier, text), rows in by_text.items():
        document = Document(identifier, "chemprot", text, closed=True)
        tokens = [token.start() for token in re.finditer(r"\w+|[^\w\s]", text)]
        index: dict[tuple[int, int, str], int] = {}

        def mention(words: str, number: str, kind: str) -> int | None:
            starts = [match.start() for match in re.finditer(re.escape(words), text)] if words else []
            if not starts:
                return None
            before = lambda start: sum(token < start for token in tokens)
            start = min(starts, key=lambda start: abs(before(start) - float(number)))
            key = (start, start + len(words), kind)
            if key not in index:
                index[key] = len(document.mentions)
                document.mentions.append(Mention(*key))
            return index[key]

        for columns in rows:
            ends = [mention(columns[2], columns[4], "Chemical"), mention(columns[3], columns[5], "Gene")]
            if not columns[8].startswith("CHEM"):
                ends = [mention(columns[3], columns[5], "Chemical"), mention(columns[2], columns[4], "Gene")]
            if None in ends:
                continue
            document.pairs.append(tuple(ends))
            document.name(tuple(ends), columns[10], CHEMPROT, UNCOUNTED)
        if document.pairs:
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
