"""Stage 5: strict scores of a model folder on the dev splits, measured on its own ONNX file, and what a run costs."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import psutil

from corpora import TYPE_NAMES, Document, Mention, load_dev, load_train
from scoring import score, surfaces, table
from shipped import ShippedModel
from tokens import sentences


def predict(model: ShippedModel, documents: list[Document], change=lambda text: text) -> dict[str, set[Mention]]:
    """`change` alters the text without moving an offset, to see how the model takes another spelling."""
    found: dict[str, set[Mention]] = {document.id: set() for document in documents}
    places = [(document, start, end) for document in documents for start, end in sentences(document.text)]
    places.sort(key=lambda place: place[2] - place[1])
    for first in range(0, len(places), 16):
        chosen = places[first : first + 16]
        texts = [change(document.text[start:end]) for document, start, end in chosen]
        for (document, start, _), spans in zip(chosen, model.mentions(texts)):
            found[document.id] |= {Mention(start + a, start + b, name) for a, b, name in spans}
    return found


def upper(text: str) -> str:
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def lower(text: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def cost(model: ShippedModel) -> dict[str, float]:
    """Median milliseconds of one sentence of 32 tokens and of a batch of 16 with 64 tokens."""
    generator = np.random.default_rng(1)
    result = {}
    for name, batch, tokens in (("1x32", 1, 32), ("16x64", 16, 64)):
        feeds = {
            "input_ids": generator.integers(2, model.tokenizer.get_vocab_size(), (batch, tokens)),
            "attention_mask": np.ones((batch, tokens), dtype=np.int64),
            "char_ids": generator.integers(2, 60, (batch, tokens, 14)),
        }
        times = []
        for _ in range(40):
            began = time.perf_counter()
            model.session.run(["logits"], feeds)
            times.append(time.perf_counter() - began)
        result[name] = round(1000 * float(np.median(times)), 2)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--graph", type=Path, help="score this graph instead of the folder's own, e.g. the float one")
    parser.add_argument("--corpora", default="bc5cdr,ncbi-disease,biored", help="those the model was trained on, for seen and unseen")
    parser.add_argument("--fold", action="store_true", help="set session.disable_quant_qdq")
    parser.add_argument("--case", action="store_true", help="also score upper-cased and lower-cased text")
    parser.add_argument("--json", type=Path, help="write all figures here")
    arguments = parser.parse_args()
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    model = ShippedModel(arguments.model, arguments.graph, fold=arguments.fold)
    loading = time.perf_counter() - began
    figures: dict = {"load_ms": round(1000 * loading), "load_rss_mb": round((psutil.Process().memory_info().rss - before) / 1e6, 1)}
    figures["run_ms"] = cost(model)
    known = surfaces(load_train(arguments.data, arguments.corpora.split(","))[0])
    changes = {"as written": lambda text: text, **({"upper": upper, "lower": lower} if arguments.case else {})}
    for corpus in TYPE_NAMES:
        documents = load_dev(arguments.data, corpus)
        for name, change in changes.items():
            scores = score(documents, predict(model, documents, change), known)
            figures[f"{corpus} {name}"] = {key: value.as_dict() for key, value in scores.items()}
            print(table(f"{corpus} {'' if name == 'as written' else name}".strip(), scores))
    print({key: figures[key] for key in ("load_ms", "load_rss_mb", "run_ms")})
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
