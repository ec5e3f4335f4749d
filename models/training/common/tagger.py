"""The tagger: word vector + character convolution -> two bidirectional LSTM layers -> emissions -> one CRF a type."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from tokens import Characters

# The score of a step that BIO forbids (O to I, or I at the start).
FORBIDDEN = -100.0


class Sentence(Protocol):
    """A sentence of tokens: their words as written and as rows of the table."""

    surfaces: list[str]
    words: list[int]

    def __len__(self) -> int: ...


@dataclass
class Sizes:
    words: int
    word_size: int = 128
    characters: int = 0
    character_size: int = 32
    widths: tuple[int, ...] = (2, 3, 5)
    filters: tuple[int, ...] = (32, 64, 64)
    hidden: int = 208
    types: int = 2

    def as_dict(self) -> dict:
        return asdict(self)


@dataclass
class Batch:
    words: Tensor  # [batch, tokens]
    mask: Tensor  # [batch, tokens], bool
    surfaces: Tensor  # [batch, tokens], rows of `characters`
    characters: Tensor  # [surfaces, characters]
    reverse: Tensor  # [batch, tokens], the index that reverses each row inside its own length


def make_batch(examples: list[Sentence], characters: Characters) -> Batch:
    lengths = np.array([len(example) for example in examples])
    width = int(lengths.max())
    words = np.zeros((len(examples), width), dtype=np.int64)
    surfaces = np.zeros((len(examples), width), dtype=np.int64)
    known: dict[str, int] = {"": 0}
    for row, example in enumerate(examples):
        words[row, : len(example)] = example.words
        surfaces[row, : len(example)] = [known.setdefault(surface, len(known)) for surface in example.surfaces]
    places = np.arange(width)[None, :]
    mask = places < lengths[:, None]
    reverse = np.where(mask, lengths[:, None] - 1 - places, places)
    return Batch(
        torch.from_numpy(words),
        torch.from_numpy(mask),
        torch.from_numpy(surfaces),
        torch.from_numpy(characters.matrix(list(known))),
        torch.from_numpy(reverse),
    )


class SharedDropout(nn.Module):
    """Dropout with one mask for all tokens of a sentence."""

    def __init__(self, probability: float) -> None:
        super().__init__()
        self.probability = probability

    def forward(self, values: Tensor) -> Tensor:
        if not self.training or self.probability == 0:
            return values
        keep = 1 - self.probability
        return values * torch.empty(values.shape[0], 1, values.shape[2]).bernoulli_(keep).div_(keep)


class CharacterEncoder(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.table = nn.Embedding(sizes.characters, sizes.character_size, padding_idx=0)
        nn.init.uniform_(self.table.weight, -0.3, 0.3)
        self.table.weight.data[0] = 0
        self.convolutions = nn.ModuleList(
            nn.Conv1d(sizes.character_size, filters, width) for width, filters in zip(sizes.widths, sizes.filters)
        )

    def forward(self, characters: Tensor) -> Tensor:
        """[surfaces, characters] -> [surfaces, filters]; padding never wins the maximum."""
        vectors = self.table(characters).transpose(1, 2)
        barrier = (characters == 0).float().mul(-1e4).unsqueeze(1)
        pooled = []
        for convolution in self.convolutions:
            width = convolution.kernel_size[0]
            padded = nn.functional.pad(vectors, ((width - 1) // 2, width // 2))
            pooled.append((convolution(padded) + barrier).amax(2))
        return torch.relu(torch.cat(pooled, 1))


class Directions(nn.Module):
    """One bidirectional LSTM layer over right-padded rows. Each row is reversed inside its own length, so padding
    comes last in both directions and never changes a result; unpacked, because that runs several times faster."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.forward_layer = nn.LSTM(size, hidden, batch_first=True)
        self.backward_layer = nn.LSTM(size, hidden, batch_first=True)
        for layer in (self.forward_layer, self.backward_layer):
            nn.init.xavier_uniform_(layer.weight_ih_l0)
            for gate in layer.weight_hh_l0.data.chunk(4):
                nn.init.orthogonal_(gate)
            layer.bias_ih_l0.data.zero_()
            layer.bias_hh_l0.data.zero_()
            layer.bias_ih_l0.data[hidden : 2 * hidden] = 1

    def forward(self, values: Tensor, reverse: Tensor) -> Tensor:
        def turned(rows: Tensor) -> Tensor:
            return rows.gather(1, reverse.unsqueeze(2).expand(-1, -1, rows.shape[2]))

        return torch.cat([self.forward_layer(values)[0], turned(self.backward_layer(turned(values))[0])], 2)


class Tagger(nn.Module):
    def __init__(self, sizes: Sizes, dropout: float = 0.4) -> None:
        super().__init__()
        self.sizes = sizes
        self.table = nn.Embedding(sizes.words, sizes.word_size, padding_idx=0)
        self.characters = CharacterEncoder(sizes)
        self.first = Directions(sizes.word_size + sum(sizes.filters), sizes.hidden)
        self.second = Directions(2 * sizes.hidden, sizes.hidden)
        self.output = nn.Linear(2 * sizes.hidden, 3 * sizes.types)
        self.dropout = SharedDropout(dropout)
        self.start = nn.Parameter(torch.zeros(sizes.types, 3))
        self.end = nn.Parameter(torch.zeros(sizes.types, 3))
        self.transitions = nn.Parameter(torch.zeros(sizes.types, 3, 3))

    def hidden(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The states of both layers, [batch, tokens, 2 * hidden] each."""
        letters = nn.functional.embedding(batch.surfaces, self.characters(batch.characters))
        values = self.dropout(torch.cat([self.table(batch.words), letters], 2))
        first = self.first(values, batch.reverse)
        return first, self.second(self.dropout(first), batch.reverse)

    def forward(self, batch: Batch) -> Tensor:
        """Emissions [batch, tokens, types, 3]."""
        states = self.dropout(self.hidden(batch)[1])
        return self.output(states).unflatten(2, (self.sizes.types, 3))

    def scores(self) -> tuple[Tensor, Tensor, Tensor]:
        """Start, end and transition scores with the forbidden steps barred."""
        start, transitions = self.start.clone(), self.transitions.clone()
        start[:, 2] = FORBIDDEN
        transitions[:, 0, 2] = FORBIDDEN
        return start, self.end, transitions

    def loss(self, emissions: Tensor, labels: Tensor, mask: Tensor, annotated: Tensor) -> Tensor:
        """Negative log-likelihood a sentence, summed over the types its corpus annotates, as a mean."""
        start, end, transitions = self.scores()
        last = mask.sum(1) - 1
        rows = torch.arange(len(labels))
        gold = emissions.gather(3, labels.unsqueeze(3)).squeeze(3)
        types = torch.arange(self.sizes.types)
        steps = transitions[types, labels[:, :-1], labels[:, 1:]] * mask[:, 1:, None]
        path = (gold * mask[:, :, None]).sum(1) + steps.sum(1)
        path = path + start[types, labels[:, 0]] + end[types, labels[rows, last]]
        forward = start + emissions[:, 0]
        for place in range(1, emissions.shape[1]):
            step = torch.logsumexp(forward.unsqueeze(3) + transitions, 2) + emissions[:, place]
            forward = torch.where(mask[:, place, None, None], step, forward)
        partition = torch.logsumexp(forward + end, 2)
        return ((partition - path) * annotated).sum() / len(labels)


def viterbi(emissions: np.ndarray, start: np.ndarray, end: np.ndarray, transitions: np.ndarray) -> list[int]:
    """The best path through one sentence and one type: emissions [tokens, 3]. Ties go to the lower label."""
    best, back = start + emissions[0], []
    for row in emissions[1:]:
        scores = best[:, None] + transitions
        back.append(scores.argmax(0))
        best = scores.max(0) + row
    path = [int((best + end).argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


def spans(path: list[int]) -> list[tuple[int, int]]:
    """Half-open token spans of a BIO path (0 O, 1 B, 2 I)."""
    found, start = [], None
    for place, label in enumerate([*path, 0]):
        if start is not None and label != 2:
            found.append((start, place))
            start = None
        if label == 1:
            start = place
    return found
