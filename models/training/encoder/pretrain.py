"""Pre-training of the encoder that the project's models share: character convolution and two bidirectional LSTM layers
over fixed word vectors.

Four losses together: the first layer predicts the next and the previous word; the second layer predicts words that were
hidden, letters included, and weak labels from terminology names. Words are predicted by a sampled softmax against the
word vectors. The rate stays for the first 40 % of the time and then falls to zero.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from storage import save
from tagger import Batch, Sizes, Tagger
from tokens import load_vectors
from weak_labels import CLASSES

LOSS_WEIGHTS = (0.4, 0.4, 0.6, 2.0)
# Shares of the words of which nothing is seen, and of those of which only the letters are.
HIDDEN, UNKNOWN = 0.12, 0.08
BLOCK = 4000


class Pretraining(nn.Module):
    def __init__(self, tagger: Tagger, frequencies: np.ndarray, negatives: int) -> None:
        super().__init__()
        size, hidden = tagger.sizes.word_size, tagger.sizes.hidden
        self.tagger, self.negatives = tagger, negatives
        self.queries = nn.ModuleList([nn.Linear(hidden, size), nn.Linear(hidden, size), nn.Linear(2 * hidden, size)])
        self.labels = nn.Linear(2 * hidden, 1 + 2 * len(CLASSES))
        self.bias = nn.Embedding(tagger.sizes.words, 1)
        chances = (frequencies + 1e-3) ** 0.75
        self.register_buffer("chances", torch.from_numpy(chances / chances.sum()).float())
        self.bias.weight.data.copy_(self.chances.log().clamp(min=-20).unsqueeze(1) * 0.5)
        self.chances[:2] = 0

    def words(self, head: int, states: Tensor, targets: Tensor, sampled: Tensor) -> Tensor:
        queries, table = self.queries[head](states), self.tagger.table.weight
        shift = (self.chances * self.negatives).log().clamp(min=-30)
        right = (queries * table[targets]).sum(1) + self.bias.weight[targets, 0] - shift[targets]
        wrong = queries @ table[sampled].T + self.bias.weight[sampled, 0] - shift[sampled]
        wrong = wrong.masked_fill(sampled[None, :] == targets[:, None], -1e4)
        return (torch.logsumexp(torch.cat([right.unsqueeze(1), wrong], 1), 1) - right).mean()

    def forward(self, batch: Batch, words: Tensor, labels: Tensor, hidden_words: Tensor) -> tuple[Tensor, ...]:
        """`words` are the true ones; `hidden_words` says of which of them the batch shows nothing."""
        first, second = self.tagger.hidden(batch)
        size = self.tagger.sizes.hidden
        sampled = torch.multinomial(self.chances, self.negatives)
        both = batch.mask[:, 1:] & batch.mask[:, :-1]
        after, before = both & (words[:, 1:] != 1), both & (words[:, :-1] != 1)
        known = hidden_words & (words != 1)
        states = self.tagger.dropout(second)
        return (
            self.words(0, first[:, :-1, :size][after], words[:, 1:][after], sampled),
            self.words(1, first[:, 1:, size:][before], words[:, :-1][before], sampled),
            self.words(2, states[known], words[known], sampled),
            nn.functional.cross_entropy(self.labels(states)[batch.mask], labels[batch.mask]),
        )


class Text:
    """Batches of sentences of similar length: shuffled blocks are sorted, then cut, and the cuts shuffled."""

    def __init__(self, path: Path, seed: int) -> None:
        loaded = np.load(path)
        self.words, self.surfaces, self.labels = loaded["words"], loaded["surfaces"], loaded["labels"]
        self.lengths, self.matrix, self.alphabet = loaded["lengths"], loaded["matrix"], str(loaded["alphabet"])
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])
        self.generator = np.random.default_rng(seed)
        self.order = self.generator.permutation(len(self.lengths))
        self.position, self.queue = 0, []

    def choose(self, tokens: int) -> np.ndarray:
        if not self.queue:
            if self.position >= len(self.order) - BLOCK:
                self.position, self.order = 0, self.generator.permutation(len(self.lengths))
            block = self.order[self.position : self.position + BLOCK]
            self.position += BLOCK
            block = block[np.argsort(self.lengths[block], kind="stable")]
            first = 0
            for last in range(1, len(block) + 1):
                if last == len(block) or self.lengths[block[last]] * (last + 1 - first) > tokens:
                    self.queue.append(block[first:last])
                    first = last
            self.generator.shuffle(self.queue)
        return self.queue.pop()

    def batch(self, tokens: int) -> tuple[Batch, Tensor, Tensor, Tensor]:
        """A batch with at most `tokens` padded tokens, its true words, its weak labels and which words are hidden."""
        chosen = self.choose(tokens)
        lengths = self.lengths[chosen][:, None]
        places = np.arange(int(lengths.max()))[None, :]
        mask = places < lengths
        index = np.where(mask, self.starts[chosen][:, None] + places, 0)
        words = np.where(mask, self.words[index], 0).astype(np.int64)
        draw = self.generator.random(mask.shape)
        hidden = mask & (draw < HIDDEN)
        shown = np.where(mask & (draw < HIDDEN + UNKNOWN), 1, words)
        unique, inverse = np.unique(np.where(mask & ~hidden, self.surfaces[index], 0), return_inverse=True)
        letters = self.matrix[unique].astype(np.int64)
        letters = letters[:, : max(1, int((letters > 0).sum(1).max()))]
        batch = Batch(
            torch.from_numpy(shown), torch.from_numpy(mask), torch.from_numpy(inverse.reshape(mask.shape)),
            torch.from_numpy(letters), torch.from_numpy(np.where(mask, lengths - 1 - places, places)),
        )
        labels = np.where(mask, self.labels[index], 0).astype(np.int64)
        return batch, torch.from_numpy(words), torch.from_numpy(labels), torch.from_numpy(hidden)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="holds vectors.vec and encoder-text.npz")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=95)
    parser.add_argument("--batch", type=int, default=2500, help="padded tokens a batch")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--negatives", type=int, default=1024)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    words, vectors = load_vectors(arguments.work / "vectors.vec")
    text = Text(arguments.work / "encoder-text.npz", arguments.seed)
    sizes = Sizes(words=len(words) + 2, characters=len(text.alphabet) + 2, hidden=arguments.hidden)
    tagger = Tagger(sizes, 0.1)
    rows = np.zeros((sizes.words, sizes.word_size), dtype=np.float32)
    rows[2:] = vectors / vectors.std() * 0.3
    rows[1] = rows[-5000:].mean(0)
    tagger.table.weight = nn.Parameter(torch.from_numpy(rows), requires_grad=False)
    frequencies = np.bincount(text.words, minlength=sizes.words).astype(np.float64)
    frequencies[:2] = 0
    model = Pretraining(tagger, frequencies, arguments.negatives)
    trained = [value for value in model.parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.01)

    began, seen, step, running = time.time(), 0, 0, np.zeros(4)
    while (done := (time.time() - began) / 60 / arguments.minutes) < 1:
        batch, true_words, labels, hidden = text.batch(arguments.batch)
        for settings in optimiser.param_groups:
            settings["lr"] = arguments.rate * min(1, step / 100 + 0.01) * min(1, max(0.02, (1 - done) / 0.6))
        losses = model(batch, true_words, labels, hidden)
        optimiser.zero_grad()
        sum(weight * loss for weight, loss in zip(LOSS_WEIGHTS, losses)).backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        seen, step = seen + int(batch.mask.sum()), step + 1
        running = 0.98 * running + 0.02 * np.array([float(loss.detach()) for loss in losses])
        if step % 200 == 0:
            following, previous, masked, tags = running / (1 - 0.98**step)
            print(
                f"step {step} tokens {seen} {seen / (time.time() - began):.0f}/s next {following:.3f} "
                f"last {previous:.3f} hidden {masked:.3f} labels {tags:.4f}",
                flush=True,
            )
    kept = ("table.", "characters.", "first.", "second.")
    weights = {name: value for name, value in tagger.state_dict().items() if name.startswith(kept)}
    save(arguments.out, weights, {"sizes": sizes.as_dict(), "alphabet": text.alphabet, "words": words, "tokens": seen})


if __name__ == "__main__":
    main()
