"""Stage 3: training the tagger on the annotated corpora. Resumes from the last checkpoint of the same name."""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch

from corpora import TYPES, Document, Mention, load_dev, load_train
from examples import Example, augment, batches, encode_document
from scoring import score, surfaces
from tagger import Sizes, Tagger, make_batch, spans, viterbi
from tokens import Characters, build_tokenizer, load_vectors

AUGMENTATION = {"join": 0.1, "cut": 0.05, "upper": 0.03, "lower": 0.05, "title": 0.02, "word": 0.05}


class Average:
    """Exponential moving average of the weights, with a warm-up so that early weights fade."""

    def __init__(self, model: torch.nn.Module, decay: float) -> None:
        self.decay, self.steps = decay, 0
        self.values = {name: value.detach().clone() for name, value in model.state_dict().items()}

    def update(self, model: torch.nn.Module) -> None:
        """Called each step; works each fifth, since the word vectors make it dear."""
        self.steps += 1
        if self.steps % 5:
            return
        decay = min(self.decay**5, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                self.values[name].lerp_(value, 1 - decay)


def predict(model: Tagger, examples: list[Example], characters: Characters) -> dict[str, set[Mention]]:
    """Predicted mentions by document, at document offsets."""
    model.eval()
    found: dict[str, set[Mention]] = {}
    with torch.no_grad():
        start, end, transitions = (value.numpy() for value in model.scores())
        for group in batches(examples, 4000, None):
            if not group:
                continue
            chosen = [examples[index] for index in group]
            emissions = model(make_batch(chosen, characters)).numpy()
            for example, rows in zip(chosen, emissions):
                for head, name in enumerate(TYPES):
                    path = viterbi(rows[: len(example), head], start[head], end[head], transitions[head])
                    for first, last in spans(path):
                        mention = Mention(example.offsets[first][0], example.offsets[last - 1][1], name)
                        found.setdefault(example.document, set()).add(mention)
    model.train()
    return found


def alphabet_of(examples: list[Example]) -> str:
    counts: dict[str, int] = {}
    for example in examples:
        for surface in example.surfaces:
            for character in surface:
                counts[character] = counts.get(character, 0) + 1
    always = {chr(code) for code in range(33, 127)} | set("αβγδεκλμΔ°±×≥≤’“”–—®™§µ")
    return "".join(sorted(always | {character for character, count in counts.items() if count >= 3}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="tagger")
    parser.add_argument("--corpora", default="bc5cdr,ncbi-disease,biored")
    parser.add_argument("--pretrained", type=Path, help="a checkpoint of pretrain.py")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--batch", type=int, default=1000, help="padded tokens a batch")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--vector-rate", type=float, default=5e-4)
    parser.add_argument("--dropout", type=float, default=0.4)
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--average", type=float, default=0.998)
    parser.add_argument("--every", type=int, default=3, help="epochs between evaluations")
    parser.add_argument("--hidden", type=int, default=208)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    generator = random.Random(arguments.seed)

    train_documents, report = load_train(arguments.data, arguments.corpora.split(","))
    print("\n".join(report))
    words, vectors = load_vectors(arguments.work / "vectors.vec")
    tokenizer = build_tokenizer(words)
    counts: dict[str, int] = {}
    by_document = [encode_document(document, tokenizer, counts) for document in train_documents]
    print("mentions:", counts)
    everything = [example for group in by_document for example in group]
    dev = {name: load_dev(arguments.data, name) for name in ("bc5cdr", "ncbi-disease")}
    dev_examples = {name: [e for d in documents for e in encode_document(d, tokenizer)] for name, documents in dev.items()}
    known = surfaces(train_documents)

    if arguments.pretrained:
        saved = torch.load(arguments.pretrained, weights_only=False)
        alphabet, sizes = saved["alphabet"], Sizes(**saved["sizes"])
    else:
        alphabet = alphabet_of(everything)
        sizes = Sizes(words=len(words) + 2, characters=len(alphabet) + 2, hidden=arguments.hidden)
    characters = Characters(alphabet)
    model = Tagger(sizes, arguments.dropout)
    if arguments.pretrained:
        model.load_state_dict({**model.state_dict(), **saved["model"]})
    else:
        rows = np.zeros((sizes.words, sizes.word_size), dtype=np.float32)
        rows[2:] = vectors / vectors.std()
        rows[1] = rows[-5000:].mean(0)
        model.table.weight.data.copy_(torch.from_numpy(rows * 0.3))
    average = Average(model, arguments.average)
    judge = Tagger(sizes, 0)
    model.table.sparse = True
    table = model.table.weight
    rest = [value for value in model.parameters() if value is not table]
    optimiser = torch.optim.AdamW(
        [{"params": rest, "lr": arguments.rate, "weight_decay": arguments.decay}],
        betas=(0.9, 0.99),
    )
    # Only the rows of the words in a batch move.
    table_optimiser = torch.optim.SparseAdam([table], lr=arguments.vector_rate, betas=(0.9, 0.99))
    optimisers = (optimiser, table_optimiser)
    base = [[group["lr"] for group in o.param_groups] for o in optimisers]

    checkpoint = arguments.work / f"{arguments.name}.pt"
    log = arguments.work / f"{arguments.name}.jsonl"
    first_epoch, best = 0, -1.0
    resume = arguments.work / f"{arguments.name}.resume.pt"
    if resume.exists():
        state = torch.load(resume, weights_only=False)
        model.load_state_dict(state["model"])
        average.values, average.steps = state["average"], state["steps"]
        for one, values in zip(optimisers, state["optimisers"]):
            one.load_state_dict(values)
        first_epoch, best = state["epoch"], state["best"]
        generator.setstate(state["generator"])
        torch.random.set_rng_state(state["torch"])
        print("resumed after epoch", first_epoch)
    for epoch in range(first_epoch, arguments.epochs):
        began, total, steps = time.time(), 0.0, 0
        examples = augment(everything, generator, AUGMENTATION)
        groups = batches(examples, arguments.batch, generator)
        model.train()
        for place, group in enumerate(groups):
            done = (epoch + place / len(groups)) / arguments.epochs
            scale = min(1.0, (epoch + place / len(groups)) / 0.5 + 0.05) * (1 - done) if not epoch else 1 - done
            for o, rates in zip(optimisers, base):
                for settings, rate in zip(o.param_groups, rates):
                    settings["lr"] = rate * scale
            batch = [examples[index] for index in group]
            tensors = make_batch(batch, characters)
            width = tensors.words.shape[1]
            labels = np.zeros((len(batch), width, len(TYPES)), dtype=np.int64)
            for row, example in enumerate(batch):
                labels[row, : len(example)] = example.labels.T
            annotated = torch.from_numpy(np.stack([example.annotated for example in batch]))
            loss = model.loss(model(tensors), torch.from_numpy(labels), tensors.mask, annotated)
            for o in optimisers:
                o.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(rest, 5.0)
            for o in optimisers:
                o.step()
            average.update(model)
            total, steps = total + float(loss.detach()), steps + 1
        line = {"epoch": epoch + 1, "loss": round(total / steps, 4), "seconds": round(time.time() - began)}
        if (epoch + 1) % arguments.every == 0 or epoch + 1 == arguments.epochs:
            judge.load_state_dict(average.values)
            for name, documents in dev.items():
                scores = score(documents, predict(judge, dev_examples[name], characters), known)
                line[name] = {key: round(value.f1, 2) for key, value in scores.items()}
                line[name]["unseen"] = scores["all"].as_dict()["recall_unseen"]
            mean = (line["bc5cdr"]["all"] + line["ncbi-disease"]["all"]) / 2
            if mean >= best:
                best = mean
                torch.save(
                    {
                        "model": average.values, "sizes": sizes.as_dict(), "alphabet": alphabet, "words": words,
                        "epoch": epoch + 1, "arguments": vars(arguments), "report": report, "scores": line,
                    },
                    checkpoint,
                )
            torch.save(
                {
                    "model": model.state_dict(), "average": average.values, "steps": average.steps,
                    "optimisers": [o.state_dict() for o in optimisers], "epoch": epoch + 1, "best": best,
                    "generator": generator.getstate(), "torch": torch.random.get_rng_state(),
                },
                resume,
            )
        print(json.dumps(line), flush=True)
        with log.open("a") as output:
            output.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
