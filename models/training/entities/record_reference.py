"""Reference outputs of the shipped model for a few sentences, against which the product's engine is tested."""

from __future__ import annotations

import argparse
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from shipped import ShippedModel

# Written for this purpose. They hold what breaks offsets: characters outside the basic plane, combining marks,
# letters whose lower case differs in length, CRLF, runs of white space, and a token longer than the character limit.
SENTENCES = [
    "Naloxone reverses the antihypertensive effect of clonidine.",
    "The patient developed acute renal failure after high-dose cisplatin.",
    "",
    "Pain score 😣 8/10; gave paracetamol 1 g 💊 with relief of headache.",
    "Bechterew's disease and Sjo\u0308gren syndrome were excluded; cafe\u0301-au-lait spots were noted.",
    "β-carotene and α-tocopherol did not prevent lung cancer.",
    "HISTORY OF DIABETES MELLITUS, HYPERTENSION AND ASPIRIN ALLERGY.",
    "Exposure to dichlorodiphenyltrichloroethanehexamethylenetetraminesulfonate caused hepatotoxicity.",
    "Assessment:\r\nNo chest pain.\r\nContinue metformin 500 mg b.i.d.",
    "  Severe\t\tneutropenia   with   fever \u00a0 after  docetaxel .  ",
    "İstanbul cohort: ﬁbrosis of the liver, 水 intake normal, ΔT +2 °C.",
    "pt c/o sob, nausea+vomiting s/p 5-fluorouracil",
    "x",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    model = ShippedModel(arguments.model)
    cases = []
    for text in SENTENCES:
        # Each sentence alone: the result must be the same in any batch.
        offsets, logits = model.logits([text])[0]
        cases.append(
            {
                "text": text,
                "ids": model.tokenise(text)[0],
                "offsets": [list(pair) for pair in offsets],
                "logits": [[round(float(value), 5) for value in row] for row in logits],
                "mentions": [{"start": a, "end": b, "type": name} for a, b, name in model.mentions([text])[0]],
            }
        )
    graph = (arguments.model / "onnx" / "model_quantized.onnx").read_bytes()
    reference = {
        "about": "Outputs of models/entities recorded by models/training/entities/record_reference.py; offsets are code points, half-open.",
        "tokenizers": version("tokenizers"),
        "onnxruntime": version("onnxruntime"),
        "sha256": hashlib.sha256(graph).hexdigest(),
        "cases": cases,
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    head = json.dumps({key: value for key, value in reference.items() if key != "cases"}, ensure_ascii=False, indent=1)
    arguments.out.write_text(head.removesuffix("\n}") + ',\n "cases": [\n' + lines + "\n]}\n", encoding="utf-8")
    json.loads(arguments.out.read_text(encoding="utf-8"))
    print(f"{len(cases)} cases, sha256 {reference['sha256'][:12]}")


if __name__ == "__main__":
    main()
