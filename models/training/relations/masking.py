"""Texts in which a word for its type stands in the place of each mention, so that what is learnt of two mentions is how a
sentence relates them and not what they are called. `server/suggestion/relations/masking.ts` makes the same.
"""

from __future__ import annotations

from dataclasses import replace

from documents import Document


def masked(document: Document, words: dict[str, str]) -> Document:
    """`words` stand for the mentions of each type; mentions of other types are dropped, and their words stay. Mentions that
    overlap become as many words, in the order of their starts, the longer first. A word never touches a letter. The mentions keep
    their order. Relations and pairs must join mentions of types that have a word."""
    kept = [i for i, mention in enumerate(document.mentions) if mention.type in words]
    order = sorted(kept, key=lambda i: (document.mentions[i].start, -document.mentions[i].end))
    text, copied, index, at = "", 0, 0, {}
    while index < len(order):
        start, end = document.mentions[order[index]].start, document.mentions[order[index]].end
        last = index + 1
        while last < len(order) and document.mentions[order[last]].start < end:
            end = max(end, document.mentions[order[last]].end)
            last += 1
        text += document.text[copied:start]
        for i in order[index:last]:
            if text and text[-1].isalpha():
                text += " "
            mention = document.mentions[i]
            at[i] = replace(mention, start=len(text), end=len(text) + len(words[mention.type]))
            text += words[mention.type]
        if end < len(document.text) and document.text[end].isalpha():
            text += " "
        copied, index = end, last
    text += document.text[copied:]
    place = {i: index for index, i in enumerate(kept)}
    moved = lambda pair: (place[pair[0]], place[pair[1]])
    return replace(
        document, text=text, mentions=[at[i] for i in kept], pairs=[moved(pair) for pair in document.pairs],
        relations={moved(pair): label for pair, label in document.relations.items()},
        uncounted={moved(pair): label for pair, label in document.uncounted.items()},
    )
