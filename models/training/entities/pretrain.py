"""Stage 2: pre-training the character and recurrent layers on raw text, word vectors fixed.

Three losses together: the first layer predicts the next and the previous word (a language model in each direction,
sampled softmax against the word vectors), the second layer predicts weak labels from terminology names.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from corpora import TYPE_NAMES, held_out_ids, load_dev, load_train
from dictionary import CLASSES, Dictionary, tokens_of
from examples import encode_document
from prepare_text import fingerprint
from tagger import Batch, Sizes, Tagger
from tokens import CHARACTERS, Characters, build_tokenizer, load_vectors, sentences
from train import alphabet_of

# Groups of text in the order of preference and the share of documents used.
GROUPS = {
    "abstracts-screening": 1.0, "abstracts-corpora": 1.0, "clinical-casereports": 1.0, "clinical-mtsamples": 1.0,
    "trials-eligibility": 0.5, "consumer-medquad": 0.3, "fulltext-pmc-rct": 0.25,
}


def prepare(data: Path, target: Path, words: list[str], alphabet: str) -> None:
    """Raw text as arrays: word ids, surface ids, weak labels and sentence lengths."""
    ids = {word: index + 2 for index, word in enumerate(words)}
    dictionary = Dictionary(data, set(words[:150]))
    print(len(dictionary.names), "names")
    dev = [document for corpus in TYPE_NAMES for document in load_dev(data, corpus)]
    barred_ids = {document.id for document in dev} | held_out_ids(data)
    barred_texts = {fingerprint(document.text) for document in dev}
    generator = random.Random(7)
    surfaces: dict[str, int] = {"": 0}
    word_rows: list[np.ndarray] = []
    surface_rows: list[np.ndarray] = []
    label_rows: list[np.ndarray] = []
    for group, share in GROUPS.items():
        for source in sorted((data / "text").glob(f"{group}*.xz")):
            for line in lzma.open(source, "rt", encoding="utf-8"):
                record = json.loads(line)
                if str(record.get("id", "")) in barred_ids or fingerprint(record["text"]) in barred_texts:
                    continue
                if generator.random() >= share:
                    continue
                for start, end in sentences(record["text"]):
                    tokens = tokens_of(record["text"][start:end])[:120]
                    if len(tokens) < 4:
                        continue
                    lowered = [token.lower() for token in tokens]
                    word_rows.append(np.array([ids.get(word, 1) for word in lowered], dtype=np.int32))
                    surface_rows.append(
                        np.array([surfaces.setdefault(token, len(surfaces)) for token in tokens], dtype=np.int32)
                    )
                    label_rows.append(np.array(dictionary.label(lowered), dtype=np.int8))
    matrix = Characters(alphabet).matrix(list(surfaces))
    lengths = np.array([len(row) for row in word_rows], dtype=np.int32)
    labels = np.concatenate(label_rows)
    print(len(lengths), "sentences", lengths.sum(), "tokens", len(surfaces), "surfaces", (labels > 0).mean(), "labelled")
    np.savez(
        target, words=np.concatenate(word_rows), surfaces=np.concatenate(surface_rows), labels=labels,
        lengths=lengths, matrix=matrix.astype(np.int16),
    )


class Pretraining(nn.Module):
    def __init__(self, tagger: Tagger, frequencies: np.ndarray, negatives: int) -> None:
        super().__init__()
        size, hidden = tagger.sizes.word_size, tagger.sizes.hidden
        self.tagger, self.negatives = tagger, negatives
        self.queries = nn.ModuleList([nn.Linear(hidden, size), nn.Linear(hidden, size)])
        self.labels = nn.Linear(2 * hidden, 1 + 2 * len(CLASSES))
        self.bias = nn.Embedding(tagger.sizes.words, 1)
        chances = frequencies**0.75
        self.register_buffer("chances", torch.from_numpy(chances / chances.sum()).float())
        self.bias.weight.data.copy_(self.chances.log().clamp(min=-20).unsqueeze(1) * 0.5)

    def next_word(self, direction: int, states: torch.Tensor, targets: torch.Tensor, sampled: torch.Tensor) -> torch.Tensor:
        queries, table = self.queries[direction](states), self.tagger.table.weight
        shift = (self.chances * self.negatives).log().clamp(min=-30)
        right = (queries * table[targets]).sum(1) + self.bias.weight[targets, 0] - shift[targets]
        wrong = queries @ table[sampled].T + self.bias.weight[sampled, 0] - shift[sampled]
        wrong = wrong.masked_fill(sampled[None, :] == targets[:, None], -1e4)
        return (torch.logsumexp(torch.cat([right.unsqueeze(1), wrong], 1), 1) - right).mean()

    def forward(self, batch: Batch, words: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """`words` are the true ones; those of the batch may be masked."""
        first, second = self.tagger.hidden(batch)
        hidden = self.tagger.sizes.hidden
        sampled = torch.multinomial(self.chances, self.negatives)
        both = batch.mask[:, 1:] & batch.mask[:, :-1]
        known_next, known_last = both & (words[:, 1:] != 1), both & (words[:, :-1] != 1)
        forward = self.next_word(0, first[:, :-1, :hidden][known_next], words[:, 1:][known_next], sampled)
        backward = self.next_word(1, first[:, 1:, hidden:][known_last], words[:, :-1][known_last], sampled)
        tags = nn.functional.cross_entropy(self.labels(self.tagger.dropout(second))[batch.mask], labels[batch.mask])
        return forward, backward, tags


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=15, help="the rate falls to zero over this time")
    parser.add_argument("--batch", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--hidden", type=int, default=208)
    parser.add_argument("--negatives", type=int, default=1024)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--name", default="pretrained")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    words, vectors = load_vectors(arguments.work / "vectors.vec")
    arrays = arguments.work / "pretraining.npz"
    tokenizer = build_tokenizer(words)
    documents, _ = load_train(arguments.data, ["bc5cdr", "ncbi-disease", "biored"])
    alphabet = alphabet_of([example for document in documents for example in encode_document(document, tokenizer)])
    if not arrays.exists():
        prepare(arguments.data, arrays, words, alphabet)
    loaded = np.load(arrays)
    word_ids, surface_ids, labels, lengths, matrix = (loaded[key] for key in ("words", "surfaces", "labels", "lengths", "matrix"))
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])

    sizes = Sizes(words=len(words) + 2, characters=len(alphabet) + 2, hidden=arguments.hidden)
    tagger = Tagger(sizes, 0.1)
    rows = np.zeros((sizes.words, sizes.word_size), dtype=np.float32)
    rows[2:] = vectors / vectors.std() * 0.3
    rows[1] = rows[-5000:].mean(0)
    tagger.table.weight = nn.Parameter(torch.from_numpy(rows), requires_grad=False)
    frequencies = np.bincount(word_ids, minlength=sizes.words).astype(np.float64)
    frequencies[:2] = 0
    model = Pretraining(tagger, frequencies + 1e-3, arguments.negatives)
    model.chances[:2] = 0
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.01)

    generator = np.random.default_rng(arguments.seed)
    order = generator.permutation(len(lengths))
    began, seen, step, position = time.time(), 0, 0, 0
    running = np.zeros(3)
    # Sentences of similar length share a batch: shuffled blocks are sorted, then cut into batches.
    queue: list[np.ndarray] = []
    while (done := (time.time() - began) / 60 / arguments.minutes) < 1:
        if not queue:
            block = order[position : position + 4000]
            position = position + 4000 if position + 4000 < len(order) else 0
            block = block[np.argsort(lengths[block], kind="stable")]
            first = 0
            for last in range(1, len(block) + 1):
                if last == len(block) or lengths[block[last]] * (last + 1 - first) > arguments.batch:
                    queue.append(block[first:last])
                    first = last
            generator.shuffle(queue)
        chosen = queue.pop()
        width = int(lengths[chosen].max())
        places = np.arange(width)[None, :]
        mask = places < lengths[chosen][:, None]
        index = np.where(mask, starts[chosen][:, None] + places, 0)
        true_words = np.where(mask, word_ids[index], 0).astype(np.int64)
        hidden_words = np.where(mask & (generator.random(mask.shape) < 0.1), 1, true_words)
        unique, inverse = np.unique(np.where(mask, surface_ids[index], 0), return_inverse=True)
        letters = matrix[unique].astype(np.int64)
        letters = letters[:, : max(1, int((letters > 0).sum(1).max()))]
        batch = Batch(
            torch.from_numpy(hidden_words), torch.from_numpy(mask), torch.from_numpy(inverse.reshape(mask.shape)),
            torch.from_numpy(letters), torch.from_numpy(np.where(mask, lengths[chosen][:, None] - 1 - places, places)),
        )
        for settings in optimiser.param_groups:
            settings["lr"] = arguments.rate * min(1, step / 100 + 0.01) * max(0.02, 1 - done)
        losses = model(batch, torch.from_numpy(true_words), torch.from_numpy(np.where(mask, labels[index], 0).astype(np.int64)))
        optimiser.zero_grad()
        (0.5 * losses[0] + 0.5 * losses[1] + 2 * losses[2]).backward()
        nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimiser.step()
        seen, step = seen + int(mask.sum()), step + 1
        running = 0.98 * running + 0.02 * np.array([float(loss.detach()) for loss in losses])
        if step % 200 == 0:
            shown = running / (1 - 0.98**step)
            print(f"step {step} tokens {seen} {seen / (time.time() - began):.0f}/s next {shown[0]:.3f} last {shown[1]:.3f} tags {shown[2]:.4f}", flush=True)
    state = {key: value for key, value in tagger.state_dict().items() if not key.startswith("output")}
    torch.save({"model": state, "sizes": sizes.as_dict(), "alphabet": alphabet, "tokens": seen}, arguments.work / f"{arguments.name}.pt")


if __name__ == "__main__":
    main()
