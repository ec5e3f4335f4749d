"""Texts as corpora keep them that were cut into tokens: spaces between words, numbers and signs (`CYP 3 A 4`)."""

from __future__ import annotations

import re
from dataclasses import replace

from documents import Document, Mention

TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")


def spaced(document: Document) -> Document:
    """The document with one space between any two tokens. Every token of a mention stays in it; mentions have tokens."""
    text, start, end = "", {}, {}
    for token in TOKEN.finditer(document.text):
        if text:
            text += " "
        for at in range(token.start(), token.end()):
            start[at], end[at + 1] = len(text) + at - token.start(), len(text) + at + 1 - token.start()
        text += token.group()

    def moved(mention: Mention) -> Mention:
        inside = [at for at in range(mention.start, mention.end) if at in start]
        return replace(mention, start=start[inside[0]], end=end[inside[-1] + 1])

    return replace(document, text=text, mentions=[moved(mention) for mention in document.mentions])
