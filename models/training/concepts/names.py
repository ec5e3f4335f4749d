"""Running the encoder of names: a model folder as the product runs it, or a checkpoint of training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

# As in network.py, which needs PyTorch and is only read for checkpoints.
LONGEST = 32


class NameModel:
    def __init__(self, path: Path, graph: Path | None = None, threads: int = 1) -> None:
        """`path` is a model folder, or a checkpoint with `tokenizer.json` beside it; `graph` replaces the folder's own."""
        folder = path if path.is_dir() else path.parent
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.session, self.network = None, None
        if path.is_dir():
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            found = graph or path / "onnx" / "model_quantized.onnx"
            self.session = onnxruntime.InferenceSession(str(found), options, providers=["CPUExecutionProvider"])
            return
        import torch

        from network import NameEncoder, Sizes

        torch.set_num_threads(threads)
        checkpoint = torch.load(path, weights_only=False)
        self.network = NameEncoder(Sizes(**checkpoint["sizes"]))
        self.network.load_state_dict(checkpoint["model"])

    def inputs(self, names: list[str]) -> dict[str, np.ndarray]:
        rows = [encoding.ids[:LONGEST] or [1] for encoding in self.tokenizer.encode_batch(names)]
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
        return {"input_ids": ids, "attention_mask": (ids > 0).astype(np.int64)}

    def encode(self, names: list[str], chunk: int = 256) -> np.ndarray:
        """Unit vectors [names, dimensions]."""
        if self.session is None:
            from network import encode_words

            return encode_words(self.network, self.tokenizer, names)
        # Names of like length go together, which spares padding.
        order = sorted(range(len(names)), key=lambda place: len(names[place]))
        result = None
        for first in range(0, len(order), chunk):
            places = order[first : first + chunk]
            made = self.session.run(["sentence_embedding"], self.inputs([names[place] for place in places]))[0]
            if result is None:
                result = np.zeros((len(names), made.shape[1]), dtype=np.float32)
            result[places] = made
        return result
