"""Names of the open terminologies as weak labels: those of the entity model's pre-training, and genes, cells, anatomy,
diseases and procedures from further sources."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import dictionary
from dictionary import LONGEST, Dictionary, tokens_of

CLASSES = (*dictionary.CLASSES, "Cell")
# A name of one word that is among this many of the most frequent words is more often that word than the name.
COMMON = {"Protein": 8000, "Cell": 3000, "Procedure": 2000, "Anatomy": 150, "Disease": 150}


def obo_names(lines: Iterator[str]) -> Iterator[str]:
    """Names and exact synonyms of an OBO file."""
    for line in lines:
        if line.startswith("name: "):
            yield line[6:].strip()
        elif line.startswith('synonym: "') and "EXACT" in line:
            yield line.split('"')[1]


def further_names(data: Path) -> Iterator[tuple[str, str]]:
    """Names with their class."""
    folder = data / "terminologies"
    with gzip.open(folder / "entrez-gene-human" / "Homo_sapiens.gene_info.gz", "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            columns = line.rstrip("\n").split("\t")
            if columns[9] == "protein-coding":
                for name in (columns[2], *columns[4].split("|"), columns[8], *columns[13].split("|")):
                    if name != "-":
                        yield name, "Protein"
    cells = (folder / "cell-ontology" / "cl_2025-07-23.obo").read_text(encoding="utf-8")
    for entry in re.split(r"^\[Term\]$", cells, flags=re.M):
        if "\nid: CL:" in entry:
            for name in obo_names(iter(entry.split("\n"))):
                yield name, "Cell"
    with gzip.open(folder / "uberon" / "uberon_2015-04-23.obo.gz", "rt", encoding="utf-8") as lines:
        for name in obo_names(lines):
            yield name, "Anatomy"
    for path in sorted((folder / "mondo").glob("mondo_exactmatch_*.tsv")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            columns = line.split("\t")
            if columns[0].startswith("MONDO:") and len(columns) > 1:
                yield columns[1], "Disease"
    with (folder / "maxo" / "maxo.obo").open(encoding="utf-8") as lines:
        for name in obo_names(lines):
            yield name, "Procedure"


def weak_labels(data: Path, words: list[str]) -> Dictionary:
    """The dictionary of all names. `words` are the vocabulary, the most frequent first."""
    result = Dictionary(data, set(words[:150]))
    rank = {word: index for index, word in enumerate(words)}
    for name, kind in further_names(data):
        tokens = tuple(tokens_of(name.lower()))
        if len(name) < 3 or not 0 < len(tokens) <= LONGEST:
            continue
        if len(tokens) == 1 and rank.get(tokens[0], len(words)) < COMMON[kind]:
            continue
        result.names.setdefault(tokens, CLASSES.index(kind))
    result.openings = {name[0] for name in result.names} | {name[0] + "s" for name in result.names if len(name) == 1}
    return result
