"""The encoder of names: piece vectors -> a convolution over neighbours -> weighted mean -> a hidden layer -> a unit vector.

Attention layers between the convolution and the mean learnt the training names faster and linked no better, at three times the
cost of a step.
"""

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
    # Of the hidden layer over the whole name.
    outer: int = 768
    dimensions: int = 256

    def as_dict(self) -> dict:
        return asdict(self)


class NameEncoder(nn.Module):
    def __init__(self, sizes: Sizes, dropout: float = 0.0) -> None:
        super().__init__()
        self.sizes, self.dropout = sizes, nn.Dropout(dropout)
        self.table = nn.Embedding(sizes.pieces, sizes.piece_size, padding_idx=0)
        self.enter = nn.Linear(sizes.piece_size, sizes.hidden)
        self.neighbours = nn.Conv1d(sizes.piece_size, sizes.hidden, 3, padding=1)
        self.norm = nn.LayerNorm(sizes.hidden)
        self.weigh = nn.Linear(sizes.hidden, 1)
        self.open, self.close = nn.Linear(sizes.hidden, sizes.outer), nn.Linear(sizes.outer, sizes.hidden)
        self.leave = nn.Linear(sizes.hidden, sizes.dimensions, bias=False)
        nn.init.zeros_(self.weigh.weight)
        nn.init.normal_(self.close.weight, std=0.02)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Unit vectors [names, dimensions] of ids and mask [names, pieces]; padding changes nothing."""
        pieces = self.dropout(self.table(ids)) * mask.unsqueeze(2).float()
        around = nn.functional.relu(self.neighbours(pieces.transpose(1, 2)).transpose(1, 2))
        states = self.norm(self.enter(pieces) + around)
        barrier = (1 - mask.float()).mul(-1e4)
        shares = (self.weigh(states).squeeze(2) + barrier).softmax(1)
        mean = (states * shares.unsqueeze(2)).sum(1)
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
    parts = (tokenizer.encode_batch(names[first : first + 20000]) for first in range(0, len(names), 20000))
    rows = [encoding.ids for part in parts for encoding in part]
    with torch.inference_mode():
        return encode(network, rows, 1024).numpy()
