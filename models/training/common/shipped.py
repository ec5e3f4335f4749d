"""Running a model folder as the product does: tokenizer, character ids, onnxruntime, Viterbi. No PyTorch."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from tokens import Characters


def viterbi(emissions: np.ndarray, head: dict) -> list[int]:
    """The best O, B, I path of one head; ties go to the lower label."""
    transitions = np.array(head["transitions"])
    best, back = np.array(head["start"]) + emissions[0], []
    for row in emissions[1:]:
        scores = best[:, None] + transitions
        back.append(scores.argmax(0))
        best = scores.max(0) + row
    path = [int((best + np.array(head["end"])).argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


class ShippedModel:
    def __init__(self, folder: Path, graph: Path | None = None, threads: int = 2, fold: bool = False) -> None:
        """`graph` replaces the folder's own graph, to compare with the float one; `fold` sets
        session.disable_quant_qdq."""
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.settings = json.loads((folder / "goldspan.json").read_text(encoding="utf-8"))
        self.characters = Characters(self.settings["characters"]["alphabet"])
        self.heads = self.settings["decoding"]["heads"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.disable_quant_qdq", "1" if fold else "0")
        path = graph or folder / "onnx" / "model_quantized.onnx"
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def tokenise(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        encoding = self.tokenizer.encode(text)
        return list(encoding.ids), [(int(a), int(b)) for a, b in encoding.offsets]

    def inputs(self, texts: list[str]) -> tuple[dict[str, np.ndarray], list[list[tuple[int, int]]]]:
        encoded = [self.tokenise(text) for text in texts]
        width = max(len(ids) for ids, _ in encoded)
        surfaces = [text[a:b] for text, (_, offsets) in zip(texts, encoded) for a, b in offsets]
        rows = iter(self.characters.matrix(surfaces))
        longest = max((len(self.characters.encode(surface)) for surface in surfaces), default=1)
        feeds = {
            "input_ids": np.zeros((len(texts), width), dtype=np.int64),
            "attention_mask": np.zeros((len(texts), width), dtype=np.int64),
            "char_ids": np.zeros((len(texts), width, longest), dtype=np.int64),
        }
        for index, (ids, _) in enumerate(encoded):
            feeds["input_ids"][index, : len(ids)] = ids
            feeds["attention_mask"][index, : len(ids)] = 1
            for place in range(len(ids)):
                feeds["char_ids"][index, place] = next(rows)
        return feeds, [offsets for _, offsets in encoded]

    def logits(self, texts: list[str]) -> list[tuple[list[tuple[int, int]], np.ndarray]]:
        """Token offsets (code points) and logits [tokens, labels] of each text. Texts without a token are not run."""
        full = [index for index, text in enumerate(texts) if self.tokenise(text)[0]]
        result: list = [([], np.zeros((0, 3 * len(self.heads)), dtype=np.float32)) for _ in texts]
        if full:
            feeds, offsets = self.inputs([texts[index] for index in full])
            values = self.session.run(["logits"], feeds)[0]
            for row, index in enumerate(full):
                result[index] = (offsets[row], values[row, : len(offsets[row])])
        return result

    def mentions(self, texts: list[str]) -> list[list[tuple[int, int, str]]]:
        """Half-open spans (code points) with their type, of each text."""
        result = []
        for offsets, values in self.logits(texts):
            found = []
            for head in self.heads if offsets else []:
                path = viterbi(values[:, head["labels"]], head)
                place = 0
                while place < len(path):
                    last = place + 1
                    if path[place] == 1:
                        while last < len(path) and path[last] == 2:
                            last += 1
                        found.append((offsets[place][0], offsets[last - 1][1], head["type"]))
                    place = last
            result.append(sorted(found))
        return result
