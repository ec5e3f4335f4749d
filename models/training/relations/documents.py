"""Texts with typed mentions and what relates them, and the relations of each task.

Offsets are code points, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    # Relations of the corpus that the task counts as unrelated.
    uncounted: dict[tuple, str] = field(default_factory=dict)
    # Of sentences with marked pairs, all of these, related or not.
    pairs: list[tuple[int, int]] = field(default_factory=list)
    # Whether nothing is known of any other pair.
    closed: bool = False

    def name(self, pair: tuple, label: str, counted: dict[str, str], uncounted: dict[str, str]) -> None:
        """What the corpus calls a pair, by the groups of its labels; a label in none of them says that nothing relates it."""
        for relations, groups in ((self.relations, counted), (self.uncounted, uncounted)):
            if label in groups:
                relations[pair] = groups[label]
