"""Strict span scores: a predicted span counts when its type, start and end equal those of a gold span in the same
document. Counts are sets a document, so a span predicted twice counts once."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpora import Document, Mention


@dataclass
class Score:
    true: int = 0
    predicted: int = 0
    gold: int = 0
    # Recall apart for mentions whose lower-cased words were seen in training under the same type.
    seen: list[int] = field(default_factory=lambda: [0, 0])
    unseen: list[int] = field(default_factory=lambda: [0, 0])

    @property
    def precision(self) -> float:
        return 100 * self.true / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return 100 * self.true / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 200 * self.true / (self.predicted + self.gold) if self.predicted + self.gold else 0.0

    def as_dict(self) -> dict:
        result = {"precision": self.precision, "recall": self.recall, "f1": self.f1, "gold": self.gold}
        for name, (found, all_) in (("seen", self.seen), ("unseen", self.unseen)):
            result[f"recall_{name}"] = 100 * found / all_ if all_ else 0.0
            result[f"gold_{name}"] = all_
        return {name: round(value, 2) for name, value in result.items()}


def surfaces(documents: list[Document]) -> set[tuple[str, str]]:
    return {(m.type, document.text[m.start : m.end].lower()) for document in documents for m in document.mentions}


def score(
    documents: list[Document], predicted: dict[str, set[Mention]], known: set[tuple[str, str]], types: tuple[str, ...]
) -> dict[str, Score]:
    """Scores by type and under "all" (micro average)."""
    result = {name: Score() for name in (*types, "all")}
    for document in documents:
        gold = set(document.mentions)
        for name, total in result.items():
            wanted = {m for m in gold if m.type == name or name == "all" and m.type in result}
            found = {m for m in predicted.get(document.id, set()) if m.type == name or name == "all" and m.type in result}
            total.gold += len(wanted)
            total.predicted += len(found)
            total.true += len(wanted & found)
            for mention in wanted:
                words = document.text[mention.start : mention.end].lower()
                group = total.seen if (mention.type, words) in known else total.unseen
                group[0] += mention in found
                group[1] += 1
    return result
