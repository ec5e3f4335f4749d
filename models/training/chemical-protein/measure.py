"""Scores the model's own ONNX file on ChemProt's dev documents, with gold entities, and fits threshold and confidences.

With --write, goldspan.json gets the threshold with the best F1, and the slope and offset that turn the log-odds of a relation's
probability into those of the suggestion being right.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

from evaluate import measured
from sentences import SUGGESTED, Sentence, gold, prepared
from student import make_batch
from tokens import Characters, build_tokenizer


def logits(session: onnxruntime.InferenceSession, sentence: Sentence, characters: Characters) -> np.ndarray:
    batch = make_batch([sentence], characters)
    feeds = {
        "input_ids": batch.text.words, "attention_mask": batch.text.mask.long(),
        "char_ids": batch.text.characters[batch.text.surfaces], "type_ids": batch.types, "mentions": batch.mentions,
        "pairs": batch.pairs,
    }
    return session.run(["logits"], {name: value.numpy() for name, value in feeds.items()})[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tagger", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="a folder that export.py has written")
    parser.add_argument("--graph", type=Path, help="another graph with the same tokenizer, for example the float one")
    parser.add_argument("--write", action="store_true", help="put threshold and calibration into goldspan.json")
    arguments = parser.parse_args()
    settings = json.loads((arguments.model / "goldspan.json").read_text(encoding="utf-8"))
    (head,) = settings["heads"]
    characters = Characters(settings["characters"]["alphabet"])
    path = arguments.graph or arguments.model / "onnx" / "model_quantized.onnx"
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    tagger = torch.load(arguments.tagger, weights_only=False)
    corpus = gold(arguments.data, tagger, build_tokenizer(tagger["words"]), characters)
    rows = []
    for sentence in prepared(corpus.dev, Tokenizer.from_file(str(arguments.model / "tokenizer.json")), mask=True):
        scores = torch.from_numpy(logits(session, sentence, characters)).softmax(1).numpy()
        labels = [pair.label if pair.label <= len(SUGGESTED) else 0 for pair in sentence.pairs]
        rows += [(label, likely, 0, 0.0) for label, likely in zip(labels, scores)]
    counts: dict[str, int] = {}
    for document in corpus.dev:
        for name in document.relations.values():
            counts[name] = counts.get(name, 0) + 1
    print(json.dumps(measured("chemprot", rows, counts, head, arguments.write), indent=1))
    if arguments.write:
        text = json.dumps(settings, ensure_ascii=False, indent=2) + "\n"
        (arguments.model / "goldspan.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
