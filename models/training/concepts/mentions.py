"""Gold mentions with identifiers from NCBI-disease and BC5CDR, and the abbreviations that their documents define."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from corpora import held_out_ids

TASKS = {
    "NCBI-disease": ("ncbi-disease", ("SpecificDisease", "Modifier", "DiseaseClass", "CompositeMention")),
    "BC5CDR disease": ("bc5cdr", ("Disease",)),
    "BC5CDR chemical": ("bc5cdr", ("Chemical",)),
}
# What stands in brackets after its long form. The long form is found as Schwartz and Hearst (2003) describe.
BRACKETED = re.compile(r"\(\s*([^()\s][^()]{0,9}?)\s*[);,]")


@dataclass(frozen=True)
class Mention:
    document: str
    words: str
    identifiers: frozenset[str]


def identifiers_of(column: str) -> frozenset[str]:
    """`D001943|OMIM:612446` as compact identifiers; -1 means none."""
    parts = [part.strip() for part in re.split(r"[|+,]", column)]
    return frozenset(part if ":" in part else f"MESH:{part}" for part in parts if part not in ("", "-1", "-"))


def long_form(before: str, short: str) -> str | None:
    """The words at the end of `before` that `short` abbreviates: its letters in order, the first at the start of a word."""
    place, letters = len(before) - 1, [letter.lower() for letter in short if letter.isalnum()]
    for index in range(len(letters) - 1, -1, -1):
        while place >= 0 and (
            before[place].lower() != letters[index] or (index == 0 and place > 0 and before[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
        place -= 1
    words = before[place + 1 :].strip()
    enough = len(words) > len(short) and len(words.split()) <= min(len(letters) + 5, 2 * len(letters))
    return words if enough and short.lower() not in words.lower().split() else None


def abbreviations(text: str) -> dict[str, str]:
    """Short forms of a text with the long form at their first definition."""
    found: dict[str, str] = {}
    for match in BRACKETED.finditer(text):
        short = match[1]
        if any(letter.isalpha() for letter in short) and len(short) > 1 and len(short.split()) <= 2:
            before = re.split(r"[.;:!?]\s|[()\[\]]", text[: match.start()].rstrip())[-1]
            long = long_form(before, short)
            if long:
                found.setdefault(short, long)
    return found


def read_task(data: Path, task: str, split: str) -> tuple[list[Mention], dict[str, dict[str, str]]]:
    """Mentions with at least one identifier, in the order of the file, and the abbreviations of each document.

    Of the train split, documents that are held out or in the dev split are left out. A document that comes twice is read once.
    """
    corpus, types = TASKS[task]
    folder = data / "corpora" / corpus
    barred: set[str] = set()
    if split == "train":
        barred = held_out_ids(data) | set(re.findall(r"^(\d+)\|t\|", (folder / "dev.pubtator").read_text(encoding="utf-8"), re.M))
    mentions, texts, times = [], {}, Counter()
    for line in (folder / f"{split}.pubtator").read_text(encoding="utf-8").split("\n"):
        heading = re.match(r"([^|\t]+)\|([ta])\|(.*)$", line)
        if heading:
            identifier, part, text = heading.groups()
            times[identifier] += part == "t"
            texts[identifier] = text if part == "t" else texts[identifier] + "\n" + text
            continue
        columns = line.split("\t")
        if len(columns) < 6 or columns[4] not in types or columns[0] in barred or times[columns[0]] > 1:
            continue
        gold = identifiers_of(columns[5])
        if gold:
            mentions.append(Mention(columns[0], columns[3].strip(), gold))
    return mentions, {identifier: abbreviations(text) for identifier, text in texts.items() if identifier not in barred}


def expanded(words: str, known: dict[str, str]) -> str:
    """The mention with abbreviations of its document written out."""
    if words in known:
        return known[words]
    return re.sub(r"[^\s,;()/-]+", lambda match: known.get(match[0], match[0]), words)


def parts(words: str) -> list[str]:
    """`breast and ovarian cancer` as `breast cancer` and `ovarian cancer`; anything else as it is."""
    pieces = re.split(r"\s*,\s*(?:and|or)\s+|\s+and/or\s+|\s+(?:and|or)\s+|\s*[,/]\s*", words)
    if len(pieces) < 2:
        return [words]
    last = pieces[-1].split()
    if len(last) > 1 and all(len(piece.split()) == 1 for piece in pieces[:-1]):
        return [f"{piece} {' '.join(last[1:])}" for piece in pieces[:-1]] + [pieces[-1]]
    return pieces
