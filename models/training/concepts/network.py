"""The encoder of names: piece vectors -> a convolution over neighbours -> attention layers -> weighted mean -> a unit vector."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

# A name is cut after so many pieces.
LONGEST = 32


@dataclass
class Sizes:
    pieces: int
    piece_size: int = 128
    hidden: int = 256
    inner: int = 768
    heads: int = 4
    layers: int = 0
    # Of the hidden layer over the whole name; 0 for none.
    outer: int = 0
    dimensions: int = 256

    def as_dict(self) -> dict:
        return asdict(self)


class Layer(nn.Module):
    """Attention among the pieces of a name, then a hidden layer; both are added to what came in."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.norm_attention, self.norm_inner = nn.LayerNorm(sizes.hidden), nn.LayerNorm(sizes.hidden)
        self.query_key_value = nn.Linear(sizes.hidden, 3 * sizes.hidden)
        self.gather = nn.Linear(sizes.hidden, sizes.hidden)
        self.widen, self.narrow = nn.Linear(sizes.hidden, sizes.inner), nn.Linear(sizes.inner, sizes.hidden)

    def forward(self, states: Tensor, barrier: Tensor) -> Tensor:
        """`states` [names, pieces, hidden]; `barrier` [names, 1, 1, pieces], 0 or very low where a place is padding."""
        split = self.query_key_value(self.norm_attention(states)).unflatten(2, (3, self.heads, -1))
        query, key, value = split.permute(2, 0, 3, 1, 4)
        shares = (query @ key.transpose(2, 3) * query.shape[-1] ** -0.5 + barrier).softmax(3)
        states = states + self.gather((shares @ value).transpose(1, 2).flatten(2))
        return states + self.narrow(nn.functional.relu(self.widen(self.norm_inner(states))))


class NameEncoder(nn.Module):
    def __init__(self, sizes: Sizes, dropout: float = 0.0) -> None:
        super().__init__()
        self.sizes, self.dropout = sizes, nn.Dropout(dropout)
        self.table = nn.Embedding(sizes.pieces, sizes.piece_size, padding_idx=0)
        self.enter = nn.Linear(sizes.piece_size, sizes.hidden)
        self.neighbours = nn.Conv1d(sizes.piece_size, sizes.hidden, 3, padding=1)
        self.layers = nn.ModuleList(Layer(sizes) for _ in range(sizes.layers))
        self.norm = nn.LayerNorm(sizes.hidden)
        self.weigh = nn.Linear(sizes.hidden, 1)
        if sizes.outer:
            self.open, self.close = nn.Linear(sizes.hidden, sizes.outer), nn.Linear(sizes.outer, sizes.hidden)
            nn.init.normal_(self.close.weight, std=0.02)
        self.leave = nn.Linear(sizes.hidden, sizes.dimensions, bias=False)
        nn.init.zeros_(self.weigh.weight)
        for layer in self.layers:
            nn.init.normal_(layer.gather.weight, std=0.02)
            nn.init.normal_(layer.narrow.weight, std=0.02)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Unit vectors [names, dimensions] of ids and mask [names, pieces]; padding changes nothing."""
        real = mask.unsqueeze(2).float()
        barrier = (1 - mask.float()).mul(-1e4)
        pieces = self.dropout(self.table(ids)) * real
        states = self.enter(pieces) + nn.functional.relu(self.neighbours(pieces.transpose(1, 2)).transpose(1, 2))
        for layer in self.layers:
            states = layer(states, barrier[:, None, None, :])
        states = self.norm(states)
        shares = (self.weigh(states).squeeze(2) + barrier).softmax(1)
        mean = (states * shares.unsqueeze(2)).sum(1)
        if self.sizes.outer:
            mean = mean + self.close(nn.functional.relu(self.open(mean)))
        return nn.functional.normalize(self.leave(mean), dim=1)


def padded(rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Ids and mask [names, pieces] of the rows' first LONGEST pieces; a row without pieces counts as one unknown piece."""
    rows = [row[:LONGEST] or [1] for row in rows]
    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
    return torch.from_numpy(ids), torch.from_numpy((ids > 0).astype(np.int64))


def encode(network: NameEncoder, rows: list[list[int]], chunk: int = 512) -> Tensor:
    """Vectors of all rows in their order; names of like length go together, which spares padding."""
    order = sorted(range(len(rows)), key=lambda row: len(rows[row]))
    parts = [network(*padded([rows[row] for row in order[first : first + chunk]])) for first in range(0, len(order), chunk)]
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back]


def encode_words(network: NameEncoder, tokenizer: Tokenizer, names: list[str]) -> np.ndarray:
    """Vectors [names, dimensions] of names as they are written."""
    network.eval()
    with torch.inference_mode():
        rows = [encoding.ids for start in range(0, len(names), 20000) for encoding in tokenizer.encode_batch(names[start : start + 20000])]
        return encode(network, rows, 1024).numpy()
