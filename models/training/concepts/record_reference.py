"""Reference vectors of the shipped encoder for a few names, against which the product's engine is tested."""

from __future__ import annotations

import argparse
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np

from names import NameModel

# Written for this purpose: what folding changes (case, accents, Greek, British spelling, possessives, ligatures), words that no
# piece covers, nothing at all, a name beyond the limit of pieces, and an emoji.
NAMES = [
    "myocardial infarction",
    "heart attack",
    "Renal Failure, Chronic",
    "kidney failure",
    "Crohn's disease",
    "tumour of the oesophagus",
    "β-carotene",
    "Sjo\u0308gren syndrome",
    "ﬁbrosis of the liver",
    "type 2 diabetes",
    "T2DM",
    "5-hydroxytryptamine(1A) receptor",
    "水",
    "😣 pain",
    "",
    "x",
    "very " * 40 + "long name",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    model = NameModel(arguments.model)
    together, cases = model.encode(NAMES), []
    for name, in_batch in zip(NAMES, together):
        alone = model.encode([name])[0]
        if np.abs(alone - in_batch).max() > 1e-5:
            raise SystemExit(f"{name!r} has another vector in a batch than alone")
        ids = model.inputs([name])["input_ids"][0].tolist()
        cases.append({"name": name, "ids": ids, "vector": [round(float(value), 5) for value in alone]})
    graph = (arguments.model / "onnx" / "model_quantized.onnx").read_bytes()
    head = {
        "about": "Vectors of models/concepts recorded by models/training/concepts/record_reference.py.",
        "tokenizers": version("tokenizers"),
        "onnxruntime": version("onnxruntime"),
        "sha256": hashlib.sha256(graph).hexdigest(),
    }
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    text = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "cases": [\n' + lines + "\n]}\n"
    json.loads(text)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(text, encoding="utf-8")
    print(f"{len(cases)} cases, sha256 {head['sha256'][:12]}")


if __name__ == "__main__":
    main()
