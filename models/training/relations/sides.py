"""Which mention of a marked ChemProt sentence is the chemical and which the gene, by an entity tagger.

The marks stand in the order of the text. Within the pairs of one sentence every pair joins a chemical and a gene, so that
one decision settles all mentions that pairs connect.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from tokenizers import Tokenizer

from documents import Document, Mention
from tagger import Sizes, Tagger, make_batch, spans, viterbi
from tokens import Characters, sentences


def tagged(texts: list[str], checkpoint: dict, tokenizer: Tokenizer, characters: Characters) -> list[list[tuple[int, int, str]]]:
    """Chemicals and genes of each text."""
    from types import SimpleNamespace

    sizes = Sizes(**checkpoint["sizes"])
    model = Tagger(sizes, 0)
    model.load_state_dict(checkpoint["model"])
    model.eval()
    names = {name: checkpoint["types"].index(name) for name in ("Chemical", "Gene")}
    found: list[list[tuple[int, int, str]]] = [[] for _ in texts]
    pieces = []
    for index, text in enumerate(texts):
        for start, end in sentences(text):
            encoding = tokenizer.encode(text[start:end])
            offsets = [(start + a, start + b) for a, b in encoding.offsets]
            if offsets:
                pieces.append((index, offsets, list(encoding.ids), [text[a:b] for a, b in offsets]))
    pieces.sort(key=lambda piece: len(piece[1]))
    with torch.no_grad():
        begin, end, steps = (value.numpy() for value in model.scores())
        for first in range(0, len(pieces), 32):
            some = pieces[first : first + 32]

            class Row(SimpleNamespace):
                def __len__(self) -> int:
                    return len(self.words)

            rows = [Row(words=ids, surfaces=surfaces) for _, _, ids, surfaces in some]
            for (index, offsets, ids, _), scores in zip(some, model(make_batch(rows, characters)).numpy()):
                for name, head in names.items():
                    path = viterbi(scores[: len(ids), head], begin[head], end[head], steps[head])
                    found[index] += [(offsets[a][0], offsets[b - 1][1], name) for a, b in spans(path)]
    return found


def give_sides(documents: list[Document], checkpoint: dict, tokenizer: Tokenizer, characters: Characters) -> int:
    """Types the mentions, turns the relations so that the chemical is the head, and adds the tagger's other chemicals and
    genes, which the corpus relates to nothing. Returns how many documents were dropped as undecided."""
    kept = []
    for document, found in zip(documents, tagged([d.text for d in documents], checkpoint, tokenizer, characters)):
        sided = with_sides(document, found)
        if sided is not None:
            kept.append(sided)
    dropped = len(documents) - len(kept)
    documents[:] = kept
    return dropped


def with_sides(document: Document, found: list[tuple[int, int, str]]) -> Document | None:
    mentions = document.mentions
    others = [
        Mention(start, end, name)
        for start, end, name in found
        if not any(start < m.end and end > m.start for m in mentions)
    ]
    if all(mention.type != "?" for mention in mentions):
        return replace(document, mentions=mentions + others)
    vote = np.zeros(len(mentions))
    for i, mention in enumerate(mentions):
        for start, end, name in found:
            if start < mention.end and end > mention.start:
                vote[i] += 1 if name == "Chemical" else -1
    neighbours: dict[int, set[int]] = {i: set() for i in range(len(mentions))}
    for a, b in document.pairs:
        neighbours[a].add(b)
        neighbours[b].add(a)
    side: dict[int, int] = {}
    for root in range(len(mentions)):
        if root in side:
            continue
        part, stack = {root: 1}, [root]
        while stack:
            i = stack.pop()
            for j in neighbours[i]:
                if j not in part:
                    part[j] = -part[i]
                    stack.append(j)
                elif part[j] == part[i]:
                    return None
        total = sum(vote[i] * sign for i, sign in part.items())
        if total == 0:
            return None
        side |= {i: sign if total > 0 else -sign for i, sign in part.items()}
    typed = [Mention(m.start, m.end, "Chemical" if side[i] > 0 else "Gene") for i, m in enumerate(mentions)]
    turned = lambda pair: pair if side[pair[0]] > 0 else pair[::-1]
    return replace(
        document, mentions=typed + others, pairs=[],
        relations={turned(pair): label for pair, label in document.relations.items()},
        uncounted={turned(pair): label for pair, label in document.uncounted.items()},
    )
