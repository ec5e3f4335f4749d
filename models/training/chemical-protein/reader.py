"""A teacher: it reads a sentence anew for each pair, knowing from the first layer on which two mentions are meant."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

import tagger
from pair_stage import REACH, SIZE, PairStage, distance
from sentences import Pair, Sentence
from tagger import CharacterEncoder, Directions, SharedDropout, Sizes
from tokens import Characters

ROLE_SIZE, DISTANCE_SIZE = 24, 16


@dataclass
class Reading:
    """A sentence as it is read for one pair."""

    sentence: Sentence
    pair: Pair

    @property
    def surfaces(self) -> list[str]:
        return self.sentence.surfaces

    @property
    def words(self) -> list[int]:
        return self.sentence.words

    @property
    def pairs(self) -> list[Pair]:
        return [self.pair]

    def __len__(self) -> int:
        return len(self.sentence)


@dataclass
class Batch:
    text: tagger.Batch
    role: Tensor  # [pairs, tokens]: nothing, head, tail, another chemical, another gene
    from_head: Tensor  # [pairs, tokens]
    from_tail: Tensor


def readings(sentences: list[Sentence]) -> list[Reading]:
    return [Reading(sentence, pair) for sentence in sentences for pair in sentence.pairs]


def make_batch(chosen: list[Reading], characters: Characters) -> Batch:
    text = tagger.make_batch(chosen, characters)
    role = torch.zeros_like(text.words)
    ends = torch.zeros(4, len(chosen), dtype=torch.int64)
    for row, one in enumerate(chosen):
        mentions = one.sentence.mentions
        for first, last, kind in mentions:
            role[row, first:last] = 3 + kind
        for side, index in enumerate((one.pair.head, one.pair.tail)):
            first, last, _ = mentions[index]
            role[row, first:last] = 1 + side
            ends[2 * side, row], ends[2 * side + 1, row] = first, last
    places = torch.arange(text.words.shape[1])[None, :]
    return Batch(text, role, distance(places, ends[0], ends[1]), distance(places, ends[2], ends[3]))


class Reader(nn.Module):
    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        self.sizes = sizes
        read = sizes.word_size + sum(sizes.filters) + ROLE_SIZE + 2 * DISTANCE_SIZE
        self.table = nn.Embedding(sizes.words, sizes.word_size, padding_idx=0, sparse=True)
        self.characters = CharacterEncoder(sizes)
        self.role = nn.Embedding(5, ROLE_SIZE)
        self.from_head = nn.Embedding(2 * REACH + 1, DISTANCE_SIZE)
        self.from_tail = nn.Embedding(2 * REACH + 1, DISTANCE_SIZE)
        self.first = Directions(read, sizes.hidden)
        self.second = Directions(2 * sizes.hidden, sizes.hidden)
        self.mix = nn.Linear(read + 4 * sizes.hidden, SIZE)
        self.pair = PairStage(dropout)
        self.dropout = SharedDropout(dropout)

    def forward(self, batch: Batch) -> Tensor:
        """Scores [pairs, CLASSES]."""
        text = batch.text
        letters = nn.functional.embedding(text.surfaces, self.characters(text.characters))
        words = self.dropout(torch.cat([self.table(text.words), letters], 2))
        marks = [self.role(batch.role), self.from_head(batch.from_head + REACH), self.from_tail(batch.from_tail + REACH)]
        values = torch.cat([words, *marks], 2)
        first = self.first(values, text.reverse)
        second = self.second(self.dropout(first), text.reverse)
        tokens = torch.relu(self.mix(self.dropout(torch.cat([values, first, second], 2))))
        return self.pair(tokens * text.mask[..., None], text.mask, batch.from_head, batch.from_tail)
