"""The encoder as one small file: word vectors in eight bits with a scale a row, all other weights in sixteen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

TABLE = "table.weight"


def save(path: Path, weights: dict[str, torch.Tensor], description: dict) -> None:
    """`description` goes along as JSON: sizes, alphabet, the words of the table from its third row on."""
    arrays: dict[str, np.ndarray] = {"description": np.frombuffer(json.dumps(description).encode(), np.uint8)}
    for name, value in weights.items():
        values = value.numpy()
        if name != TABLE:
            arrays[name] = values.astype(np.float16)
            continue
        scales = np.maximum(np.abs(values).max(1, keepdims=True), 1e-8) / 127
        arrays[f"{name}.scales"] = scales.astype(np.float32)
        arrays[name] = np.round(values / scales).astype(np.int8)
    np.savez_compressed(path, **arrays)


def load(path: Path) -> tuple[dict[str, torch.Tensor], dict]:
    """Weights as floats, and the description."""
    with np.load(path) as arrays:
        description = json.loads(arrays["description"].tobytes())
        weights = {
            name: torch.from_numpy(arrays[name].astype(np.float32) * arrays.get(f"{name}.scales", np.float32(1)))
            for name in arrays.files
            if name != "description" and not name.endswith(".scales")
        }
    return weights, description
