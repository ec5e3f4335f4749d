"""The trained encoder of names as a model folder: config.json, goldspan.json, tokenizer.json and the ONNX graph.

The graph ends in unit vectors, so that whoever runs it needs neither pooling nor normalisation.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from graph import Graph, built
from model_folder import write_folder
from network import LONGEST, NameEncoder, Sizes

VERSION = "1.0.0"


class Encoder:
    """Builds the graph; `weights` are those of NameEncoder."""

    def __init__(self, graph: Graph, weights: dict[str, np.ndarray]) -> None:
        self.graph, self.weights = graph, weights

    def numbers(self, name: str, *values: int) -> str:
        return self.graph.constant(name, np.array(values, dtype=np.int64))

    def linear(self, name: str, values: str) -> str:
        graph, bias = self.graph, self.weights.get(f"{name}.bias")
        columns = graph.node("Transpose", [graph.weight(name, self.weights[f"{name}.weight"])], f"{name}_columns", perm=[1, 0])
        product = graph.node("MatMul", [values, columns], f"{name}_product")
        return product if bias is None else graph.node("Add", [product, graph.constant(f"{name}_bias", bias)], f"{name}_sum")

    def norm(self, name: str, values: str) -> str:
        parts = [self.graph.constant(f"{name}_{part}", self.weights[f"{name}.{part}"]) for part in ("weight", "bias")]
        return self.graph.node("LayerNormalization", [values, *parts], f"{name}_values", axis=-1, epsilon=1e-5)

    def entrance(self) -> str:
        """Pieces and their neighbours, [names, pieces, hidden]."""
        graph = self.graph
        mask = graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        real = graph.node("Unsqueeze", [mask, self.numbers("last", 2)], "real")
        pieces = graph.node("Mul", [graph.lookup("pieces", self.weights["table.weight"], "input_ids"), real], "real_pieces")
        kernel = self.weights["neighbours.weight"]
        weight = graph.weight("neighbours", kernel.reshape(kernel.shape[0], -1), kernel.shape)
        bias = graph.constant("neighbours_bias", self.weights["neighbours.bias"])
        columns = graph.node("Transpose", [pieces], "piece_columns", perm=[0, 2, 1])
        around = graph.node("Conv", [columns, weight, bias], "neighbours_found", kernel_shape=[3], pads=[1, 1])
        around = graph.node("Transpose", [graph.node("Relu", [around], "neighbours_kept")], "neighbours_by_piece", perm=[0, 2, 1])
        absent = graph.node("Sub", [mask, graph.constant("one", np.float32(1))], "absent")
        graph.node("Mul", [absent, graph.constant("wall", np.float32(1e4))], "barrier")
        return graph.node("Add", [self.linear("enter", pieces), around], "entered")

    def build(self) -> None:
        graph, states = self.graph, self.norm("norm", self.entrance())
        weights = graph.node("Squeeze", [self.linear("weigh", states), self.numbers("weigh_axis", 2)], "weights_raw")
        shares = graph.node("Softmax", [graph.node("Add", [weights, "barrier"], "weights_barred")], "shares", axis=1)
        shares = graph.node("Unsqueeze", [shares, self.numbers("share_axis", 1)], "share_rows")
        mean = graph.node("Squeeze", [graph.node("MatMul", [shares, states], "mean_row"), self.numbers("mean_axis", 1)], "mean")
        opened = graph.node("Relu", [self.linear("open", mean)], "opened")
        left = self.linear("leave", graph.node("Add", [mean, self.linear("close", opened)], "whole"))
        length = graph.node("ReduceL2", [left], "length", axes=[1], keepdims=1)
        length = graph.node("Max", [length, graph.constant("least", np.float32(1e-12))], "length_or_more")
        graph.node("Div", [left, length], "sentence_embedding")


def build(network: NameEncoder, quantised: bool) -> onnx.ModelProto:
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    graph = Graph(quantised)
    Encoder(graph, weights).build()
    shape = ["names", "pieces"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["names", network.sizes.dimensions])
    return built(graph, "goldspan-concepts", inputs, output)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True, help="with tokenizer.json beside it")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", type=Path, help="where the graph goes with its weights as floats, to compare")
    arguments = parser.parse_args()
    checkpoint = torch.load(arguments.checkpoint, weights_only=False)
    sizes = Sizes(**checkpoint["sizes"])
    network = NameEncoder(sizes)
    network.load_state_dict(checkpoint["model"])
    network.eval()
    config = {
        "model_type": "goldspan-names", "architectures": ["GoldspanNames"],
        "vocab_size": sizes.pieces, "max_position_embeddings": LONGEST, "embedding_size": sizes.piece_size,
        "hidden_size": sizes.hidden, "intermediate_size": sizes.outer, "pad_token_id": 0,
    }
    settings = {
        "task": "names", "name": "goldspan-concepts", "version": VERSION, "output": "sentence_embedding", "pooling": "none",
        "normalise": True, "dimensions": sizes.dimensions, "longest": LONGEST,
    }
    tokenizer = arguments.checkpoint.parent / "tokenizer.json"
    write_folder(arguments.out, lambda quantised: build(network, quantised), tokenizer, config, settings, arguments.float)


if __name__ == "__main__":
    main()
