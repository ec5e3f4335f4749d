"""Writing a model folder: config.json, goldspan.json, tokenizer.json and onnx/model_quantized.onnx."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import onnx
from tokenizers import Tokenizer

from tokens import CHARACTERS


def characters_setting(alphabet: str) -> dict:
    """What the product needs to know to make the graph's input of characters."""
    return {"input": "char_ids", "alphabet": alphabet, "padding": 0, "unknown": 1, "limit": CHARACTERS}


def write_folder(
    out: Path,
    build: Callable[[bool], onnx.ModelProto],
    tokenizer: Tokenizer | Path,
    config: dict,
    goldspan: dict,
    float_graph: Path | None = None,
) -> None:
    """`build(quantised)` makes the graph, and `float_graph` is where the one with weights as floats goes, to compare. A tokenizer that
    is a file is copied."""
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(build(True), out / "onnx" / "model_quantized.onnx")
    if float_graph is not None:
        float_graph.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(build(False), float_graph)
    if isinstance(tokenizer, Path):
        shutil.copyfile(tokenizer, out / "tokenizer.json")
    else:
        tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    for name, value in (("config.json", config), ("goldspan.json", goldspan)):
        (out / name).write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {size / 1e6:.2f} MB")
