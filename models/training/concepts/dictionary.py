"""Reading a merged dictionary of concepts, one JSON object a line, as `goldspan terminology build --out x.jsonl` writes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import regex

# Kinds of names that say the same as the preferred name; the other scopes of OBO are wider, narrower or merely related.
SYNONYMS = ("preferred", "exact", "abbreviation")
NOT_WORDS = regex.compile(r"[^\p{L}\p{N}\p{M}]+")


@dataclass(frozen=True)
class Name:
    words: str
    kind: str
    source: str


@dataclass(frozen=True)
class Concept:
    # As compact identifiers, `MESH:D001943`; of systems in which the concept itself has none, the nearest there is.
    identifiers: tuple[str, ...]
    nearest: tuple[str, ...]
    names: tuple[Name, ...]
    group: str | None


def simplified(words: str) -> str:
    """Lower case without punctuation: equal for names that differ in nothing else."""
    return NOT_WORDS.sub(" ", words.lower()).strip()


def compact(identifiers: Iterable[dict]) -> tuple[str, ...]:
    return tuple(f"{one['system']}:{one['identifier']}" for one in identifiers)


def read_dictionary(path: Path) -> list[Concept]:
    """All concepts of the file. A name with the same letters as another of its concept is dropped."""
    concepts = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                entry = json.loads(line)
                identifiers, nearest = compact(entry["identifiers"]), compact(entry.get("nearest", ()))
                names: dict[str, Name] = {}
                for name in entry["names"]:
                    words = re.sub(r"\s+", " ", name["words"]).strip()
                    names.setdefault(simplified(words) or words, Name(words, name["kind"], name["source"]))
            except (KeyError, TypeError, ValueError) as error:
                raise SystemExit(f"{path}, line {number}: {error!r}; build the dictionary again") from error
            concepts.append(Concept(identifiers, nearest, tuple(names.values()), entry.get("group")))
    return concepts
