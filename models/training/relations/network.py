"""The relation network: one encoder pass a document, then a light stage for each pair of mentions.

Word vector, character convolution and entity type -> two bidirectional LSTM layers -> for each pair: both mentions, their
product, what a query made of the pair finds in their sentences, and the strongest of the words around, seen from the pair ->
a score for every relation of every task.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from documents import TASKS
from instances import ENTITY_TYPES, FEATURES, Instance
from tagger import CharacterEncoder, Directions, SharedDropout, Sizes
from tokens import Characters

TYPE_SIZE, PAIR_SIZE, HEADS = 24, 128, 4
LOCAL_SIZE = 128
# Tokens further from a mention than this are alike.
REACH = 20
# How many times the encoder runs over a batch, for rows of like length.
PARTS = 4
# Every task has the class of unrelated pairs first; BioRED's novelty has classes of its own.
COLUMNS = {task: 1 + len(names) for task, names in TASKS.items()} | {"novelty": 2}


@dataclass
class Batch:
    words: Tensor  # [rows, tokens]
    mask: Tensor  # [rows, tokens], bool
    surfaces: Tensor  # [rows, tokens], rows of `characters`
    characters: Tensor
    reverse: Tensor
    types: Tensor  # [rows, tokens]
    mentions: Tensor  # [mentions, 3]: row, first token, token after the last
    pairs: Tensor  # [pairs, 2], mentions
    features: Tensor  # [pairs, FEATURES]
    bounds: Tensor  # [pairs, 4]
    group: Tensor  # [pairs], the group of each pair


def make_batch(instances: list[Instance], characters: Characters, choose=None) -> tuple[Batch, list]:
    """`choose(group)` says which groups take part. Returns those, in the order of the batch's group numbers."""
    rows = [row for instance in instances for row in instance.rows]
    width = max(len(row.words) for row in rows)
    words, surfaces, types = (np.zeros((len(rows), width), np.int64) for _ in range(3))
    lengths = np.array([len(row.words) for row in rows])
    known: dict[str, int] = {"": 0}
    for index, row in enumerate(rows):
        words[index, : len(row.words)] = row.words
        types[index, : len(row.words)] = row.types
        surfaces[index, : len(row.words)] = [known.setdefault(surface, len(known)) for surface in row.surfaces]
    places = np.arange(width)[None, :]
    mask = places < lengths[:, None]
    reverse = np.where(mask, lengths[:, None] - 1 - places, places)
    mentions, pairs, features, bounds, group, chosen = [], [], [], [], [], []
    first_row = 0
    for instance in instances:
        base = len(mentions)
        mentions += [(first_row + place.row, place.first, place.last) for place in instance.places]
        for one in instance.groups:
            if choose is not None and not choose(one):
                continue
            pairs += [(base + a, base + b) for a, b in one.pairs]
            features += one.features
            bounds += one.bounds
            group += [len(chosen)] * len(one.pairs)
            chosen.append(one)
        first_row += len(instance.rows)
    tensor = torch.tensor
    batch = Batch(
        torch.from_numpy(words), torch.from_numpy(mask), torch.from_numpy(surfaces),
        torch.from_numpy(characters.matrix(list(known))), torch.from_numpy(reverse), torch.from_numpy(types),
        tensor(mentions).reshape(-1, 3), tensor(pairs).reshape(-1, 2), tensor(features).reshape(-1, FEATURES),
        tensor(bounds).reshape(-1, 4), tensor(group),
    )
    return batch, chosen


class RelationNetwork(nn.Module):
    def __init__(self, sizes: Sizes, dropout: float = 0.3) -> None:
        super().__init__()
        self.sizes = sizes
        self.table = nn.Embedding(sizes.words, sizes.word_size, padding_idx=0)
        self.characters = CharacterEncoder(sizes)
        self.types = nn.Embedding(1 + len(ENTITY_TYPES), TYPE_SIZE)
        self.first = Directions(sizes.word_size + sum(sizes.filters) + TYPE_SIZE, sizes.hidden)
        self.second = Directions(2 * sizes.hidden, sizes.hidden)
        self.reduce = nn.Linear(2 * sizes.hidden, PAIR_SIZE)
        self.query = nn.Linear(2 * PAIR_SIZE + FEATURES, PAIR_SIZE)
        self.key = nn.Linear(2 * sizes.hidden, PAIR_SIZE)
        # How much more a token counts for standing between the two mentions.
        self.where = nn.Parameter(torch.zeros(HEADS))
        # Trigrams of tokens, as they are and as the encoder sees them: the encoder of a tagger tells words of opposite
        # meaning (agonist, antagonist) hardly apart. Where a token stands to the pair is added, so that the convolution
        # runs once a sentence and not once a pair.
        self.local = nn.Conv1d(sizes.word_size + sum(sizes.filters) + TYPE_SIZE + 2 * sizes.hidden, LOCAL_SIZE, 3, padding=1)
        self.from_head = nn.Embedding(2 * REACH + 1, LOCAL_SIZE)
        self.from_tail = nn.Embedding(2 * REACH + 1, LOCAL_SIZE)
        self.hidden = nn.Linear(5 * PAIR_SIZE + 2 * LOCAL_SIZE + FEATURES, 2 * PAIR_SIZE)
        self.output = nn.Linear(2 * PAIR_SIZE, sum(COLUMNS.values()))
        self.dropout, self.plain_dropout = SharedDropout(dropout), nn.Dropout(dropout)

    def states(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The states of the encoder, [rows, tokens, 2 * hidden], and its trigrams, [rows, tokens, LOCAL_SIZE]. Rows of like
        length are encoded together, since a document's sentences differ much and every padded token costs as much as a real
        one."""
        lengths = batch.mask.sum(1)
        result = batch.mask.new_zeros((*batch.words.shape, 2 * self.sizes.hidden), dtype=torch.float32)
        trigrams = batch.mask.new_zeros((*batch.words.shape, LOCAL_SIZE), dtype=torch.float32)
        for some in lengths.argsort().chunk(PARTS if len(lengths) >= 4 * PARTS else 1):
            width = int(lengths[some].max())
            result[some, :width], trigrams[some, :width] = self.encoded(batch, some, width)
        return result, trigrams

    def encoded(self, batch: Batch, rows: Tensor, width: int) -> tuple[Tensor, Tensor]:
        surfaces, words = batch.surfaces[rows, :width], batch.words[rows, :width]
        types, reverse = batch.types[rows, :width], batch.reverse[rows, :width]
        letters = nn.functional.embedding(surfaces, self.characters(batch.characters))
        values = self.dropout(torch.cat([self.table(words), letters, self.types(types)], 2))
        first = self.first(values, reverse)
        states = self.dropout(self.second(self.dropout(first), reverse))
        # Padded tokens must not reach into the last trigram of a shorter row.
        read = torch.cat([values, states], 2) * batch.mask[rows, :width, None]
        return states, self.local(read.transpose(1, 2)).transpose(1, 2)

    def context(self, query: Tensor, keys: Tensor, values: Tensor, row: Tensor, bounds: Tensor, mask: Tensor) -> Tensor:
        """What the queries [pairs, size] find in one row of tokens each; `bounds` [pairs, 2] is what stands between."""
        pairs, tokens = len(query), keys.shape[1]
        split = lambda x: x.reshape(*x.shape[:-1], HEADS, PAIR_SIZE // HEADS)
        scores = torch.einsum("phd,pthd->pth", split(query), split(keys[row])) / (PAIR_SIZE // HEADS) ** 0.5
        place = torch.arange(tokens)[None, :]
        between = (place >= bounds[:, :1]) & (place < bounds[:, 1:])
        scores = scores + between[..., None] * self.where
        scores = scores.masked_fill(~mask[row][..., None], -1e4).softmax(1)
        return torch.einsum("pth,pthd->phd", scores, split(values[row])).reshape(pairs, PAIR_SIZE)

    def around(self, trigrams: Tensor, batch: Batch) -> Tensor:
        """For each pair the trigrams of the row of its head, by where they stand to both mentions, [pairs, tokens,
        LOCAL_SIZE]."""
        row, first, last = batch.mentions.unbind(1)
        head, tail = batch.pairs.unbind(1)
        place = torch.arange(trigrams.shape[1])[None, :]

        def distance(mention: Tensor) -> Tensor:
            before = (place - first[mention][:, None]).clamp(max=0)
            after = (place - last[mention][:, None] + 1).clamp(min=0)
            return (before + after).clamp(-REACH, REACH)

        # A tail in another row is far away, on the side that the order of the two says.
        side = torch.where(batch.features[:, 1] > 0.5, -REACH, REACH)[:, None]
        from_tail = torch.where((row[tail] == row[head])[:, None], distance(tail), side)
        seen = trigrams[row[head]] + self.from_head(distance(head) + REACH) + self.from_tail(from_tail + REACH)
        return torch.relu(seen).masked_fill(~batch.mask[row[head]][..., None], 0)

    def forward(self, batch: Batch) -> Tensor:
        """Scores of every pair for every column, [pairs, columns]."""
        states, trigrams = self.states(batch)
        values, keys = torch.relu(self.reduce(states)), self.key(states)
        row, first, last = batch.mentions.unbind(1)
        place = torch.arange(states.shape[1])[None, :]
        inside = (place >= first[:, None]) & (place < last[:, None])
        vectors = values[row].masked_fill(~inside[..., None], 0).amax(1)
        head, tail = batch.pairs.unbind(1)
        a, b = vectors[head], vectors[tail]
        query = torch.tanh(self.query(torch.cat([a, b, batch.features], 1)))
        near_head = self.context(query, keys, values, row[head], batch.bounds[:, :2], batch.mask)
        near_tail = self.context(query, keys, values, row[tail], batch.bounds[:, 2:], batch.mask)
        around = self.around(trigrams, batch)
        between = (place >= batch.bounds[:, :1]) & (place < batch.bounds[:, 1:2])
        between = around.masked_fill(~between[..., None], 0)
        joined = torch.cat([a, b, a * b, near_head, near_tail, batch.features, around.amax(1), between.amax(1)], 1)
        return self.output(self.plain_dropout(torch.relu(self.hidden(self.plain_dropout(joined)))))


def pooled(scores: Tensor, group: Tensor, groups: int) -> Tensor:
    """log-sum-exp over the pairs of each group, [groups, columns], less the logarithm of their number."""
    highest = torch.full((groups, scores.shape[1]), -1e4).scatter_reduce(0, group[:, None].expand_as(scores), scores, "amax")
    total = torch.zeros(groups, scores.shape[1]).index_add(0, group, (scores - highest[group]).exp())
    return highest + total.log()


def column_range(task: str) -> tuple[int, int]:
    start = 0
    for name, count in COLUMNS.items():
        if name == task:
            return start, start + count
        start += count
    raise KeyError(task)
