"""A teacher of another kind: a linear model over the words between, before and after two mentions. It knows rare and exact
phrasings that networks smooth over, and errs elsewhere."""

from __future__ import annotations

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from sentences import CLASSES, Pair, Sentence

ENDINGS = ("ation", "ations", "ing", "ed", "es", "or", "ors", "ory", "ion", "ions", "s", "e")
NEAR = 6
# Between mentions further apart than this only single words count.
FAR = 30


def stem(word: str) -> str:
    word = word.lower()
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word[: -len(ending)]
    return word


def words_of(sentence: Sentence, pair: Pair) -> tuple[list[str], tuple[int, int], tuple[int, int]]:
    """Stems, with one word in the place of each mention, and where head and tail are among them."""
    meant = {sentence.mentions[pair.head][:2]: "C*", sentence.mentions[pair.tail][:2]: "G*"}
    starts = {first: (last, name) for (first, last), name in meant.items()}
    for first, last, kind in sentence.mentions:
        if all(last <= a or first >= b for a, b in meant):
            starts.setdefault(first, (last, "CG"[kind]))
    words, ends, place = [], {}, 0
    while place < len(sentence):
        last, name = starts.get(place, (place + 1, ""))
        if name.endswith("*"):
            ends[name] = (len(words), len(words) + 1)
        words.append(name or stem(sentence.surfaces[place]))
        place = last
    return words, ends["C*"], ends["G*"]


def features(sentence: Sentence, pair: Pair) -> dict[str, float]:
    (a, b, _), (c, d, _) = sentence.mentions[pair.head], sentence.mentions[pair.tail]
    if b > c and d > a:
        return {"overlap": 1.0}
    words, head, tail = words_of(sentence, pair)
    order = ">" if head[0] < tail[0] else "<"
    (_, low), (high, _) = sorted((head, tail))
    found: dict[str, float] = {}

    def grams(name: str, part: list[str], longest: int = 3) -> None:
        for first in range(len(part)):
            for last in range(first + 1, min(len(part), first + longest) + 1):
                gram = "_".join(part[first:last])
                found[name + gram] = found[name + order + gram] = 1.0

    between = words[low:high]
    grams("between ", between) if len(between) <= FAR else grams("far ", between, 1)
    grams("before ", words[max(0, low - 1 - NEAR) : low - 1])
    grams("after ", words[high + 1 : high + 1 + NEAR])
    for word in set(words):
        found[f"any {word}"] = 0.5
    padded = ["<s>"] * 3 + words + ["</s>"] * 3
    for side, (first, last) in (("head", head), ("tail", tail)):
        for count in (1, 2, 3):
            found[f"{side} before " + "_".join(padded[first + 3 - count : first + 3])] = 1.0
            found[f"{side} after " + "_".join(padded[last + 3 : last + 3 + count])] = 1.0
    apart = sum(high - low > limit for limit in (0, 1, 2, 3, 6, 11, 19))
    others = min(4, sum(word in ("C", "G") for word in between))
    found |= {f"order {order}": 1.0, f"apart {order}{apart}": 1.0, f"mentions between {others}": 1.0}
    if len(between) <= NEAR:
        found[f"whole {order}" + "_".join(between)] = 1.5
    for side, (first, last, _) in (("head", sentence.mentions[pair.head]), ("tail", sentence.mentions[pair.tail])):
        for word in sentence.surfaces[first:last]:
            found[f"{side} word {word.lower()}"] = 0.7
        found[f"{side} ending {sentence.surfaces[last - 1].lower()[-4:]}"] = 0.7
    return found


class Ngrams:
    def __init__(self, sentences: list[Sentence], penalty: float = 0.1) -> None:
        """`penalty` is the inverse of how strongly weights are drawn to 0; features seen once are left out."""
        labels = np.array([pair.label for sentence in sentences for pair in sentence.pairs])
        self.columns = DictVectorizer()
        counts = self.columns.fit_transform([features(sentence, pair) for sentence in sentences for pair in sentence.pairs])
        self.kept = np.asarray((counts > 0).sum(0)).ravel() >= 2
        self.model = LogisticRegression(C=penalty, max_iter=300).fit(counts[:, self.kept], labels)

    def likely(self, sentences: list[Sentence]) -> np.ndarray:
        """[pairs, CLASSES]"""
        rows = []
        for first in range(0, len(sentences), 1000):
            asked = [features(sentence, pair) for sentence in sentences[first : first + 1000] for pair in sentence.pairs]
            rows.append(self.model.predict_proba(self.columns.transform(asked)[:, self.kept]))
        result = np.zeros((sum(map(len, rows)), len(CLASSES)), np.float32)
        result[:, self.model.classes_] = np.concatenate(rows)
        return result

