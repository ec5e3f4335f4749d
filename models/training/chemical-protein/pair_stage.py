"""From the tokens of a sentence to the classes of its pairs: what is alike in the teachers and in the student."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sentences import CLASSES

SIZE, FILTERS, HEADS, HIDDEN = 256, 160, 4, 256
# Tokens further from a mention than this are alike.
REACH = 26


def distance(places: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """[pairs, tokens] of how far tokens are from mentions [pairs]: 0 in one, less than 0 before it, at most REACH either way.
    `last` is the token after the last."""
    before = (places - first[:, None]).clamp(max=0)
    after = (places - last[:, None] + 1).clamp(min=0)
    return (before + after).clamp(-REACH, REACH)


def stands_between(from_head: Tensor, from_tail: Tensor) -> Tensor:
    return ((from_head > 0) & (from_tail < 0)) | ((from_head < 0) & (from_tail > 0))


class PairStage(nn.Module):
    """The strongest of the tokens of head and tail, of trigrams of tokens in the sentence and between the two, and what four
    heads of attention find -> one hidden layer -> a score a class."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(SIZE, FILTERS, 3, padding=1)
        self.attention = nn.Linear(SIZE, HEADS)
        # How much more a token counts for standing between the two, and for being in one.
        self.where = nn.Parameter(torch.zeros(3, HEADS))
        self.hidden = nn.Linear(2 * SIZE + HEADS * SIZE + 2 * FILTERS, HIDDEN)
        self.output = nn.Linear(HIDDEN, len(CLASSES))
        self.dropout = nn.Dropout(dropout)

    def forward(self, tokens: Tensor, mask: Tensor, from_head: Tensor, from_tail: Tensor) -> Tensor:
        """`tokens` [pairs, tokens, SIZE], not negative, and 0 where `mask` [pairs, tokens] is false."""
        head, tail, between = from_head == 0, from_tail == 0, stands_between(from_head, from_tail)
        strongest = lambda values, chosen: values.masked_fill(~chosen[..., None], 0).amax(1)
        trigrams = torch.relu(self.convolution(tokens.transpose(1, 2))).transpose(1, 2)
        scores = self.attention(torch.tanh(tokens)) + self.where[torch.where(head | tail, 2, between.long())]
        shares = scores.masked_fill(~mask[..., None], -1e4).softmax(1)
        found = torch.einsum("pth,pts->phs", shares, tokens).flatten(1)
        joined = torch.cat(
            [strongest(tokens, head), strongest(tokens, tail), found, strongest(trigrams, mask), strongest(trigrams, between)], 1
        )
        return self.output(self.dropout(torch.relu(self.hidden(self.dropout(joined)))))
