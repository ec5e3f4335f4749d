"""Trains the tagger on all corpora at once. Resumes from the last epoch of the same name, or goes on from another's."""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from corpora import ALL_TYPES, CLINICAL, DEV, TYPE_NAMES, Document, Mention, load_train
from examples import Example, augment, batches, encode_document
from scoring import score, surfaces
from storage import load as load_encoder
from tagger import Sizes, Tagger, make_batch, spans, viterbi
from tokens import Characters, build_tokenizer

AUGMENTATION = {"join": 0.1, "cut": 0.05, "upper": 0.03, "lower": 0.05, "title": 0.02, "word": 0.05}
# How often each corpus is read in an epoch. Large corpora of one type are read in part.
SHARES = {
    "bc5cdr": 1.5, "ncbi-disease": 1.3, "biored": 1.5, "nlmgene": 0.8, "gnormplus": 0.8, "tmvar3": 1, "bioid": 0.12,
    "s800": 0.6, "linnaeus": 0.2, "jnlpba": 0.6, "bc2gm": 1, "chia": 0.4, "leaf-clinical-trials": 0.2, "maccrobat": 0,
}
# A head scores a sentence as empty where no token comes this near to beginning a mention.
HOPELESS = 12.0


class Average:
    """Exponential moving average of the weights, with a warm-up so that early weights fade."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay, self.steps = decay, 0
        self.values = {name: value.detach().clone() for name, value in model.state_dict().items()}

    def update(self, model: nn.Module) -> None:
        """Called each step; works each fifth, since the word vectors make it dear."""
        self.steps += 1
        if self.steps % 5:
            return
        decay = min(self.decay**5, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                self.values[name].lerp_(value, 1 - decay)


def predict(
    model: Tagger, examples: list[Example], characters: Characters, types: tuple[str, ...]
) -> dict[str, set[Mention]]:
    """Predicted mentions by document, at document offsets."""
    model.eval()
    found: dict[str, set[Mention]] = {}
    with torch.no_grad():
        start, end, transitions = (value.numpy() for value in model.scores())
        for group in batches(examples, 4000, None):
            chosen = [examples[index] for index in group]
            emissions = model(make_batch(chosen, characters)).numpy() if chosen else []
            for example, rows in zip(chosen, emissions):
                for name in types:
                    head = ALL_TYPES.index(name)
                    scores = rows[: len(example), head]
                    if scores[:, 0].min() > scores[:, 1].max() + HOPELESS:
                        continue
                    for first, last in spans(viterbi(scores, start[head], end[head], transitions[head])):
                        mention = Mention(example.offsets[first][0], example.offsets[last - 1][1], name)
                        found.setdefault(example.document, set()).add(mention)
    model.train()
    return found


def initialised(encoder: Path, dropout: float) -> tuple[Tagger, dict]:
    """A tagger with the encoder's weights, and the encoder's description."""
    weights, description = load_encoder(encoder)
    model = Tagger(Sizes(**{**description["sizes"], "types": len(ALL_TYPES)}), dropout)
    own = model.state_dict()
    same = {name: value for name, value in weights.items() if name in own and own[name].shape == value.shape}
    model.load_state_dict({**own, **same})
    # Nearly every token is outside of every type: starting there saves the first steps.
    model.output.bias.data.view(len(ALL_TYPES), 3)[:, 0] += 2.0
    return model, description


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--name", default="entities")
    parser.add_argument("--from", dest="origin", help="the name of another training to go on from, at its epoch and rate")
    parser.add_argument("--epochs", type=int, default=16, help="over which the rate falls to nothing")
    parser.add_argument("--until", type=int, help="the epoch to stop after, if not the last")
    parser.add_argument("--shares", type=json.loads, help="JSON by corpus, instead of those of this file; 0 for others")
    parser.add_argument("--maccrobat", type=float, default=0, help="the share of MACCROBAT")
    parser.add_argument("--fold", type=int, help="the fold of MACCROBAT that is scored instead of learnt")
    parser.add_argument("--judge", help="the corpora whose mean score chooses the epoch; all by default")
    parser.add_argument("--every", type=int, default=3, help="epochs between scorings")
    parser.add_argument("--batch", type=int, default=1500, help="padded tokens a batch")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--vector-rate", type=float, default=5e-4)
    parser.add_argument("--dropout", type=float, default=0.35)
    parser.add_argument("--average", type=float, default=0.9985)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    generator = random.Random(arguments.seed)
    shares = {**SHARES, "maccrobat": arguments.maccrobat}
    if arguments.shares:
        shares = {corpus: arguments.shares.get(corpus, 0) for corpus in shares}

    train, dev, left_out = load_train(arguments.data, arguments.fold)
    print(dict(left_out), flush=True)
    if arguments.judge:
        dev = {corpus: dev[corpus] for corpus in arguments.judge.split(",")}
    model, description = initialised(arguments.encoder, arguments.dropout)
    characters, tokenizer = Characters(description["alphabet"]), build_tokenizer(description["words"])
    lost: dict[str, int] = {}
    examples = {
        corpus: [encode_document(document, tokenizer, lost) for document in documents]
        for corpus, documents in train.items()
    }
    print(lost, flush=True)
    dev_examples = {
        corpus: [example for document in documents for example in encode_document(document, tokenizer)]
        for corpus, documents in dev.items()
    }
    known = surfaces([document for documents in train.values() for document in documents])
    number = {corpus: index for index, corpus in enumerate(TYPE_NAMES)}
    corpus_of = {document.id: number[corpus] for corpus, documents in train.items() for document in documents}

    # What a corpus does otherwise than the others is learnt apart and left out half the time, and always at the end.
    habits = nn.Parameter(torch.zeros(len(TYPE_NAMES), len(ALL_TYPES), 3))
    average, judge = Average(model, arguments.average), Tagger(model.sizes, 0)
    model.table.sparse = True
    rest = [weight for weight in model.parameters() if weight is not model.table.weight] + [habits]
    optimisers = [
        torch.optim.AdamW(rest, lr=arguments.rate, betas=(0.9, 0.99), weight_decay=0.01),
        torch.optim.SparseAdam([model.table.weight], lr=arguments.vector_rate, betas=(0.9, 0.99)),
    ]
    checkpoint, resume = (arguments.work / f"{arguments.name}{end}" for end in (".pt", ".resume.pt"))
    first, best = 0, -1.0
    source = resume if resume.exists() or not arguments.origin else arguments.work / f"{arguments.origin}.resume.pt"
    if source.exists():
        saved = torch.load(source, weights_only=False)
        model.load_state_dict(saved["model"])
        habits.data.copy_(saved["habits"])
        average.values, average.steps, first = saved["average"], saved["steps"], saved["epoch"]
        for optimiser, state in zip(optimisers, saved["optimisers"]):
            optimiser.load_state_dict(state)
        generator.setstate(saved["generator"])
        torch.random.set_rng_state(saved["torch"])
        best = saved["best"] if source == resume else best
    last = min(arguments.epochs, arguments.until or arguments.epochs)
    for epoch in range(first, last):
        began, losses, tokens = time.time(), [], 0
        chosen = [
            example
            for corpus, documents in examples.items()
            for document in documents
            for _ in range(int(shares[corpus]) + (generator.random() < shares[corpus] % 1))
            for example in document
        ]
        chosen = augment(chosen, generator, AUGMENTATION)
        groups = [group for group in batches(chosen, arguments.batch, generator) if group]
        for place, group in enumerate(groups):
            done = (epoch + place / len(groups)) / arguments.epochs
            warmth = min(1.0, place / len(groups) / 0.15 + 0.03) if epoch == 0 else 1.0
            for optimiser, rate in zip(optimisers, (arguments.rate, arguments.vector_rate)):
                optimiser.param_groups[0]["lr"] = rate * warmth * (1 - done)
            some = [chosen[index] for index in group]
            batch = make_batch(some, characters)
            labels = np.zeros((len(some), batch.words.shape[1], len(ALL_TYPES)), dtype=np.int64)
            for row, example in enumerate(some):
                labels[row, : len(example)] = example.labels.T
            annotated = torch.from_numpy(np.stack([example.annotated for example in some]))
            whose = torch.tensor([corpus_of[example.document] for example in some])
            kept = (torch.rand(len(some)) < 0.5).float()
            emissions = model(batch) + (habits[whose] * kept[:, None, None])[:, None]
            # A corpus with many types would else weigh more than one with a single type.
            weights = annotated / annotated.sum(1, keepdim=True).clamp(min=1).sqrt()
            loss = model.loss(emissions, torch.from_numpy(labels), batch.mask, weights)
            for optimiser in optimisers:
                optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(rest, 5.0)
            for optimiser in optimisers:
                optimiser.step()
            average.update(model)
            losses.append(float(loss.detach()))
            tokens += int(batch.mask.sum())
        line: dict = {"epoch": epoch + 1, "loss": round(float(np.mean(losses)), 4), "seconds": round(time.time() - began)}
        line["tokens"] = tokens
        if (epoch + 1) % arguments.every == 0 or epoch + 1 == last:
            judge.load_state_dict(average.values)
            for corpus, documents in dev.items():
                types = DEV.get(corpus, CLINICAL)
                scores = score(documents, predict(judge, dev_examples[corpus], characters, types), known, types)
                line[corpus] = {name: round(value.f1, 2) for name, value in scores.items()}
            line["mean"] = round(float(np.mean([line[corpus]["all"] for corpus in dev])), 2)
            if line["mean"] >= best:
                best = line["mean"]
                torch.save(
                    {
                        "model": average.values, "sizes": model.sizes.as_dict(), "alphabet": description["alphabet"],
                        "words": description["words"], "types": ALL_TYPES, "epoch": epoch + 1, "scores": line,
                        "arguments": vars(arguments), "left_out": dict(left_out),
                    },
                    checkpoint,
                )
        torch.save(
            {
                "model": model.state_dict(), "habits": habits.data, "average": average.values, "steps": average.steps,
                "optimisers": [optimiser.state_dict() for optimiser in optimisers], "epoch": epoch + 1, "best": best,
                "generator": generator.getstate(), "torch": torch.random.get_rng_state(),
            },
            resume,
        )
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
