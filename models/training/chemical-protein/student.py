"""The network that is shipped: it reads a sentence once, a word for its type in the place of each mention, and then looks at
each pair."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

import tagger
from pair_stage import REACH, SIZE, PairStage, distance
from sentences import TYPES, Sentence
from tagger import CharacterEncoder, Directions, SharedDropout, Sizes
from tokens import Characters

TYPE_SIZE = 24


@dataclass
class Batch:
    text: tagger.Batch
    types: Tensor  # [sentences, tokens], 0 outside of mentions, else 1 + index in TYPES
    mentions: Tensor  # [mentions, 3]: sentence, first token, token after the last
    pairs: Tensor  # [pairs, 2], mentions


def make_batch(sentences: list[Sentence], characters: Characters) -> Batch:
    text = tagger.make_batch(sentences, characters)
    types = torch.zeros_like(text.words)
    mentions, pairs = [], []
    for row, sentence in enumerate(sentences):
        base = len(mentions)
        for first, last, kind in sentence.mentions:
            types[row, first:last] = 1 + kind
            mentions.append((row, first, last))
        pairs += [(base + pair.head, base + pair.tail) for pair in sentence.pairs]
    return Batch(text, types, torch.tensor(mentions), torch.tensor(pairs))


class Student(nn.Module):
    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        self.sizes = sizes
        read = sizes.word_size + sum(sizes.filters) + TYPE_SIZE
        self.table = nn.Embedding(sizes.words, sizes.word_size, padding_idx=0, sparse=True)
        self.characters = CharacterEncoder(sizes)
        self.types = nn.Embedding(1 + len(TYPES), TYPE_SIZE)
        self.first = Directions(read, sizes.hidden)
        self.second = Directions(2 * sizes.hidden, sizes.hidden)
        # All layers at once: the deeper ones have learnt from a tagger to see words of opposite meaning alike.
        self.mix = nn.Linear(read + 4 * sizes.hidden, SIZE)
        # What a pair adds to the tokens of its sentence.
        self.role = nn.Embedding(3, SIZE)
        self.from_head = nn.Embedding(2 * REACH + 1, SIZE)
        self.from_tail = nn.Embedding(2 * REACH + 1, SIZE)
        for table in (self.role, self.from_head, self.from_tail):
            nn.init.normal_(table.weight, std=0.1)
        self.pair = PairStage(dropout)
        self.dropout = SharedDropout(dropout)

    def read(self, batch: Batch) -> Tensor:
        """[sentences, tokens, SIZE], the same for every pair of a sentence."""
        text = batch.text
        letters = nn.functional.embedding(text.surfaces, self.characters(text.characters))
        values = self.dropout(torch.cat([self.table(text.words), letters, self.types(batch.types)], 2))
        first = self.first(values, text.reverse)
        second = self.second(self.dropout(first), text.reverse)
        return self.mix(self.dropout(torch.cat([values, first, second], 2)))

    def forward(self, batch: Batch) -> Tensor:
        """Scores [pairs, CLASSES]."""
        tokens = self.read(batch)
        row, first, last = batch.mentions.unbind(1)
        head, tail = batch.pairs.unbind(1)
        places = torch.arange(tokens.shape[1])[None, :]
        from_head, from_tail = (distance(places, first[end], last[end]) for end in (head, tail))
        role = torch.where(from_head == 0, 1, torch.where(from_tail == 0, 2, 0))
        seen = tokens[row[head]] + self.role(role) + self.from_head(from_head + REACH) + self.from_tail(from_tail + REACH)
        mask = batch.text.mask[row[head]]
        return self.pair(torch.relu(seen) * mask[..., None], mask, from_head, from_tail)
