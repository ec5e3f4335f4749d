"""Documents as the network reads them: sentences as rows of tokens, mentions as stretches of a row, and pairs.

A group is what gets one decision: the nearest pairs of mentions of two concepts where a task is at document level, else one
pair. `server/suggestion/relations` makes the same groups and features.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log1p

from tokenizers import Tokenizer

from documents import BIORED_PAIRS, DOCUMENT_LEVEL, SYMMETRIC, TASKS, Document
from tokens import sentences

ENTITY_TYPES = (
    "Disease", "Chemical", "Gene", "Species", "CellLine", "Variant", "SignSymptom", "DiseaseDisorder", "Medication",
    "Dosage", "DiagnosticProcedure", "TherapeuticProcedure", "LabValue", "Anatomy", "Severity", "Date", "Duration",
    "History", "Age", "Sex", "DetailedDescription", "ClinicalEvent",
)
# Types of other models and corpora that mean one of ours.
ALIASES = {
    "Drug": "Chemical", "ChemicalEntity": "Chemical", "GeneOrGeneProduct": "Gene", "Protein": "Gene", "GeneMention": "Gene",
    "DiseaseOrPhenotypicFeature": "Disease", "SequenceVariant": "Variant", "OrganismTaxon": "Species",
    "Sign_symptom": "SignSymptom", "Disease_disorder": "DiseaseDisorder", "Diagnostic_procedure": "DiagnosticProcedure",
    "Therapeutic_procedure": "TherapeuticProcedure", "Lab_value": "LabValue", "Biological_structure": "Anatomy",
    "Detailed_description": "DetailedDescription", "Clinical_event": "ClinicalEvent",
}
# How many pairs of mentions speak for two concepts: those with the fewest tokens between them.
NEAREST = 6
FEATURES = 10
END_OF_ROW = 1_000_000


@dataclass
class Row:
    surfaces: list[str]
    words: list[int]
    types: list[int]  # 0 outside of mentions, else 1 + index in ENTITY_TYPES


@dataclass
class Place:
    row: int
    first: int
    last: int  # exclusive
    position: int  # of the first token, counted over the whole document


@dataclass
class Group:
    task: str
    pairs: list[tuple[int, int]]
    features: list[list[float]]
    # Of each pair, the tokens between the mentions: start and end in the head's row, start and end in the tail's row.
    bounds: list[tuple[int, int, int, int]]
    label: int  # 0 unrelated, else 1 + index in TASKS[task]
    novel: int  # 0 not said, 1 no, 2 novel


@dataclass
class Instance:
    document: str
    task: str
    rows: list[Row]
    places: list[Place]
    groups: list[Group]

    @property
    def tokens(self) -> int:
        return sum(len(row.words) for row in self.rows)


def rows_of(document: Document, tokenizer: Tokenizer) -> tuple[list[Row], list[Place | None]]:
    """Sentences that a mention crosses are one row. A mention without a token, or with one that it shares with its
    surroundings, gets the tokens that it touches."""
    spans: list[list[int]] = []
    mentions = sorted(document.mentions, key=lambda mention: mention.start)
    for start, end in sentences(document.text):
        if spans and any(m.start < start and m.end > start for m in mentions):
            spans[-1][1] = end
        else:
            spans.append([start, end])
    rows, places, position = [], [None] * len(document.mentions), 0
    for start, end in spans:
        encoding = tokenizer.encode(document.text[start:end])
        if not encoding.ids:
            continue
        offsets = [(start + a, start + b) for a, b in encoding.offsets]
        row = Row([document.text[a:b] for a, b in offsets], list(encoding.ids), [0] * len(offsets))
        # The longer first, so that of nested mentions the inner gives a token its type.
        inside = [i for i, m in enumerate(document.mentions) if start <= m.start < end]
        for i in sorted(inside, key=lambda i: document.mentions[i].start - document.mentions[i].end):
            mention = document.mentions[i]
            touched = [k for k, (a, b) in enumerate(offsets) if a < mention.end and b > mention.start]
            if touched:
                places[i] = Place(len(rows), touched[0], touched[-1] + 1, position + touched[0])
                row.types[touched[0] : touched[-1] + 1] = [1 + ENTITY_TYPES.index(mention.type)] * len(touched)
        rows.append(row)
        position += len(offsets)
    return rows, places


def candidates(document: Document, places: list[Place | None], allowed: set[tuple[str, str]]) -> list[tuple]:
    """Keys of all pairs that may be related: pairs of concepts, or of mentions in one sentence or, for MACCROBAT, in
    neighbouring ones."""
    mentions = document.mentions
    if document.task in DOCUMENT_LEVEL:
        kinds: dict[str, set[str]] = defaultdict(set)
        for i in sorted(range(len(mentions)), key=lambda i: mentions[i].start):
            for concept in mentions[i].concepts if places[i] else ():
                mention = mentions[i]
                kinds[concept].add(mention.type)
        if document.task == "cid":
            heads = sorted(c for c, k in kinds.items() if "Chemical" in k)
            return [(a, b) for a in heads for b in sorted(kinds) if "Disease" in kinds[b] and a != b]
        # In the order of the first mention; of two types, the one that stands first in BIORED_PAIRS is the head.
        ordered, found = list(kinds), []
        for i, a in enumerate(ordered):
            for b in ordered[i + 1 :]:
                if any(x in kinds[a] and y in kinds[b] for x, y in BIORED_PAIRS):
                    found.append((a, b))
                elif any(x in kinds[b] and y in kinds[a] for x, y in BIORED_PAIRS):
                    found.append((b, a))
        return found
    if document.closed:
        return [pair for pair in document.pairs if None not in (places[pair[0]], places[pair[1]])]
    found = []
    by_row: dict[int, list[int]] = defaultdict(list)
    for i, place in enumerate(places):
        if place:
            by_row[place.row].append(i)
    for row, here in by_row.items():
        there = here + (by_row.get(row + 1, []) + by_row.get(row - 1, []) if document.task == "maccrobat" else [])
        found += [(a, b) for a in here for b in there if a != b and (mentions[a].type, mentions[b].type) in allowed]
    return found


def allowed_types(documents: list[Document], least: int = 1) -> set[tuple[str, str]]:
    """The pairs of types that are related at least so often."""
    seen = Counter(
        (d.mentions[a].type, d.mentions[b].type) for d in documents if d.task not in DOCUMENT_LEVEL for a, b in d.relations
    )
    return {pair for pair, count in seen.items() if count >= least}


def instance_of(document: Document, tokenizer: Tokenizer, allowed: set[tuple[str, str]], missed: Counter | None = None) -> Instance:
    """`missed` counts the relations that no candidate stands for."""
    rows, places = rows_of(document, tokenizer)
    mentions, groups = document.mentions, []
    by_concept: dict[str, list[int]] = defaultdict(list)
    for i, mention in enumerate(mentions):
        for concept in mention.concepts if places[i] else ():
            by_concept[concept].append(i)
    starts = sorted(place.position for place in places if place)
    keys, named = candidates(document, places, allowed), set()
    for key in keys:
        if document.task in DOCUMENT_LEVEL:
            heads, tails = by_concept[key[0]], by_concept[key[1]]
            pairs = [(a, b) for a in heads for b in tails if a != b]
        else:
            heads, tails, pairs = [key[0]], [key[1]], [key]
        pairs = sorted(pairs, key=lambda pair: (distance(places, *pair), pair))[:NEAREST]
        if not pairs:
            continue
        name = tuple(sorted(key)) if document.task in SYMMETRIC else key
        named.add(name)
        label, novel = document.relations.get(name), document.novel.get(name)
        groups.append(
            Group(
                document.task,
                pairs,
                [features(places, a, b, heads, tails, starts) for a, b in pairs],
                [bounds(places[a], places[b]) for a, b in pairs],
                0 if label is None else 1 + TASKS[document.task].index(label),
                0 if novel is None else 1 + novel,
            )
        )
    if missed is not None:
        missed[document.task] += len(set(document.relations) - named)
    kept = [place or Place(0, 0, 1, 0) for place in places]
    return Instance(document.id, document.task, rows, kept, groups)


# Where a task's own corpus has few unrelated pairs: the task of documents that have many, and the types of such a pair.
UNRELATED_FROM = {"phee": ("cid", ("Chemical", "Disease")), "chemprot": ("biored", ("Chemical", "Gene"))}


def add_unrelated(instance: Instance, document: Document, task: str, types: tuple[str, str]) -> None:
    """Adds as unrelated for `task` the mentions of these types in one sentence whose concepts the document, which is of
    another task, does not relate. PHEE and ChemProt have sentences with a relation, and hardly any others."""
    mentions, places = document.mentions, instance.places
    related = set(document.relations) | {(b, a) for a, b in document.relations}
    starts = sorted(place.position for place in places)
    for a, head in enumerate(mentions):
        for b, tail in enumerate(mentions):
            if (head.type, tail.type) != types or places[a].row != places[b].row or not head.concepts or not tail.concepts:
                continue
            if not any((c, d) in related for c in head.concepts for d in tail.concepts):
                values = features(places, a, b, [a], [b], starts)
                instance.groups.append(Group(task, [(a, b)], [values], [bounds(places[a], places[b])], 0, 0))


def distance(places: list[Place], a: int, b: int) -> int:
    """Tokens between two mentions; negative where they overlap."""
    first, second = sorted((places[a], places[b]), key=lambda place: place.position)
    return second.position - first.position - (first.last - first.first)


def features(places: list[Place], a: int, b: int, heads: list[int], tails: list[int], starts: list[int]) -> list[float]:
    """`starts` are the positions of all mentions, ascending."""
    head, tail = places[a], places[b]
    low, high = sorted((head.position, tail.position))
    between = max(0, sum(1 for start in starts if low < start < high))
    return [
        float(head.row == tail.row),
        float(head.position < tail.position),
        log1p(max(0, distance(places, a, b))) / 3,
        log1p(abs(head.row - tail.row)),
        log1p(len(heads)) / 2,
        log1p(len(tails)) / 2,
        float(any(places[i].row == 0 for i in heads)),
        float(any(places[i].row == 0 for i in tails)),
        log1p(between) / 2,
        log1p(len(heads) * len(tails)) / 3,
    ]


def bounds(head: Place, tail: Place) -> tuple[int, int, int, int]:
    """In one row what stands between the two mentions; in two rows what follows the earlier and precedes the later."""
    if head.row == tail.row:
        low, high = min(head.last, tail.last), max(head.first, tail.first)
        return low, high, low, high
    if head.position < tail.position:
        return head.last, END_OF_ROW, 0, tail.first
    return 0, head.first, tail.last, END_OF_ROW
