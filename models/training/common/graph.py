"""Building ONNX graphs node by node, with weights in eight bits.

Weights are stored as int8 with one symmetric scale a row (a word, a character, a filter, a gate, a label) and turned into
float by Cast and Mul: onnxruntime folds those into constants when it loads the graph, except for the tables, whose rows are
gathered as int8 and scaled after. Activations stay float, so that a sentence gets the same result in any batch.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tagger import Sizes

OPSET = 17


def quantise(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 values and the scale of each row (over the last axis): values = int8 * scale, without a zero point."""
    scale = np.maximum(np.abs(values).max(axis=-1, keepdims=True), 1e-8) / 127
    return np.clip(np.rint(values / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


class Graph:
    """Collects nodes and initialisers; each node has one output, named after it."""

    def __init__(self, quantised: bool) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: list[onnx.TensorProto] = []
        self.quantised = quantised

    def constant(self, name: str, values: np.ndarray) -> str:
        self.initialisers.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def weight(self, name: str, values: np.ndarray, shape: tuple[int, ...] | None = None) -> str:
        """A float weight; stored as int8 when quantised, with a scale a row of the last axis of `values`."""
        if not self.quantised:
            return self.constant(name, values.reshape(shape or values.shape))
        whole, scale = quantise(values)
        floats = self.node("Cast", [self.constant(f"{name}_int8", whole)], f"{name}_float", to=TensorProto.FLOAT)
        scaled = self.node("Mul", [floats, self.constant(f"{name}_scale", scale)], f"{name}_scaled")
        if shape is None:
            return scaled
        return self.node("Reshape", [scaled, self.constant(f"{name}_shape", np.array(shape, dtype=np.int64))], name)

    def number(self, name: str, value: int | list[int]) -> str:
        return self.constant(name, np.array(value, dtype=np.int64))

    def linear(self, name: str, weight: np.ndarray, bias: np.ndarray, values: str) -> str:
        """`values` through a layer whose `weight` has a row an output."""
        columns = self.node("Transpose", [self.weight(name, weight)], f"{name}_columns", perm=[1, 0])
        product = self.node("MatMul", [values, columns], f"{name}_product")
        return self.node("Add", [product, self.constant(f"{name}_bias", bias)], f"{name}_sum")

    def column(self, values: str, index: int, name: str) -> str:
        """One column of a matrix, [rows]."""
        return self.node("Gather", [values, self.number(f"{name}_index", index)], name, axis=1)

    def unique_rows(self, matrix: str, rows: str, places: str) -> str:
        """The different rows of a matrix, and which of them each row is, [rows of the matrix], under the name `places`."""
        self.nodes.append(helper.make_node("Unique", [matrix], [rows, "", places], name=rows, axis=0, sorted=0))
        return rows

    def small_lookup(self, name: str, table: np.ndarray, ids: str) -> str:
        """As `lookup` of a table so small that it is made floats when the graph is loaded, which is faster."""
        return self.node("Gather", [self.weight(f"{name}_table", table), ids], name)

    def lookup(self, name: str, table: np.ndarray, ids: str) -> str:
        """Rows of a table; when quantised the int8 rows are gathered, then scaled."""
        if not self.quantised:
            return self.node("Gather", [self.constant(f"{name}_table", table), ids], name)
        whole, scale = quantise(table)
        rows = self.node("Gather", [self.constant(f"{name}_int8", whole), ids], f"{name}_rows")
        scales = self.node("Gather", [self.constant(f"{name}_scale", scale), ids], f"{name}_scales")
        floats = self.node("Cast", [rows], f"{name}_float", to=TensorProto.FLOAT)
        return self.node("Mul", [floats, scales], name)


def distance(graph: Graph, side: str, mention: str, first: str, last: str, reach: int) -> str:
    """[pairs, tokens] of how far the tokens `places` are from a mention a pair: 0 in it, less than 0 before it, at most `reach`
    either way. `first` and `last` are the mentions' first tokens and those after their last; `mention` says which is meant."""
    nought = graph.number(f"{side}_nought", 0)
    parts = []
    for bound, name, limit in ((first, "before", "Min"), (last, "after", "Max")):
        at = graph.node("Gather", [bound, mention], f"{side}_{name}_bound", axis=0)
        at = graph.node("Unsqueeze", [at, graph.number(f"{side}_{name}_axis", [1])], f"{side}_{name}_column")
        if name == "after":
            at = graph.node("Sub", [at, graph.number(f"{side}_one", 1)], f"{side}_last_token")
        parts.append(graph.node(limit, [graph.node("Sub", ["places", at], f"{side}_{name}_raw"), nought], f"{side}_{name}"))
    whole = graph.node("Add", parts, f"{side}_distance_whole")
    return graph.node("Clip", [whole, graph.number(f"{side}_low", -reach), graph.number(f"{side}_high", reach)], f"{side}_distance")


def lstm_weights(weights: dict[str, np.ndarray], layer: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """W, R and B of an ONNX LSTM, both directions. PyTorch orders the gates i f g o, ONNX i o f g."""

    def ordered(values: np.ndarray) -> np.ndarray:
        i, f, g, o = np.split(values, 4)
        return np.concatenate([i, o, f, g])

    names = [f"{layer}.forward_layer", f"{layer}.backward_layer"]
    w = np.stack([ordered(weights[f"{name}.weight_ih_l0"]) for name in names])
    r = np.stack([ordered(weights[f"{name}.weight_hh_l0"]) for name in names])
    b = np.stack(
        [np.concatenate([ordered(weights[f"{name}.bias_ih_l0"]), ordered(weights[f"{name}.bias_hh_l0"])]) for name in names]
    )
    return w, r, b


def recurrent_layers(graph: Graph, weights: dict[str, np.ndarray], values: str, hidden: int) -> str:
    """Two bidirectional layers over [batch, tokens, size] -> states [tokens, batch, 2 * hidden]."""
    values = graph.node("Transpose", [values], "token_vectors_time_first", perm=[1, 0, 2])
    counted = graph.node("ReduceSum", ["attention_mask", "index_1"], "counted", keepdims=0)
    at_least_one = graph.node("Max", [counted, graph.constant("one", np.array(1, dtype=np.int64))], "at_least_one")
    lengths = graph.node("Cast", [at_least_one], "lengths", to=TensorProto.INT32)
    merged = graph.constant("merged", np.array([0, 0, 2 * hidden], dtype=np.int64))
    for layer in ("first", "second"):
        w, r, b = lstm_weights(weights, layer)
        inputs = [values, graph.weight(f"{layer}_w", w), graph.weight(f"{layer}_r", r), graph.constant(f"{layer}_b", b), lengths]
        states = graph.node("LSTM", inputs, f"{layer}_states", direction="bidirectional", hidden_size=hidden)
        states = graph.node("Transpose", [states], f"{layer}_states_by_token", perm=[0, 2, 1, 3])
        values = graph.node("Reshape", [states, merged], f"{layer}_values")
    return values


def typed_tokens(graph: Graph, weights: dict[str, np.ndarray], sizes: Sizes) -> str:
    """What a network of relations reads of each token: its word, its characters and the type that it lies in, [rows, tokens, size]."""
    words = graph.lookup("word_vectors", weights["table.weight"], "input_ids")
    letters = character_features(graph, weights, sizes)
    types = graph.lookup("type_vectors", weights["types.weight"], "type_ids")
    return graph.node("Concat", [words, letters, types], "token_vectors", axis=2)


def pair_inputs() -> list[onnx.ValueInfoProto]:
    """The inputs that every graph of relations has."""
    shapes = {
        "input_ids": ["rows", "tokens"], "attention_mask": ["rows", "tokens"], "char_ids": ["rows", "tokens", "characters"],
        "type_ids": ["rows", "tokens"], "mentions": ["mentions", 3], "pairs": ["pairs", 2],
    }
    return [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name, shape in shapes.items()]


def built(graph: Graph, name: str, inputs: list[onnx.ValueInfoProto], output: onnx.ValueInfoProto) -> onnx.ModelProto:
    """The checked model."""
    model = helper.make_model(
        helper.make_graph(graph.nodes, name, inputs, [output], graph.initialisers),
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="goldspan",
    )
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model


def character_features(graph: Graph, weights: dict[str, np.ndarray], sizes: Sizes) -> str:
    """char_ids [batch, tokens, characters] -> [batch, tokens, filters]."""
    shape = graph.node("Shape", ["char_ids"], "char_shape")
    pick = {k: graph.constant(f"index_{k}", np.array([k], dtype=np.int64)) for k in (0, 1, 2)}
    width = graph.node("Gather", [shape, pick[2]], "char_width")
    minus_one = graph.constant("minus_one", np.array([-1], dtype=np.int64))
    flat_shape = graph.node("Concat", [minus_one, width], "char_flat_shape", axis=0)
    every = graph.node("Reshape", ["char_ids", flat_shape], "char_flat_every")
    # Words come again, and padding all the time: each is looked at once.
    flat = graph.unique_rows(every, "char_flat", "char_place")
    vectors = graph.lookup("char_vectors", weights["characters.table.weight"], flat)
    columns = graph.node("Transpose", [vectors], "char_columns", perm=[0, 2, 1])
    padding = graph.node("Equal", [flat, graph.constant("zero", np.array(0, dtype=np.int64))], "char_is_padding")
    padding = graph.node("Cast", [padding], "char_padding", to=TensorProto.FLOAT)
    barrier = graph.node("Mul", [padding, graph.constant("barrier", np.array(-1e4, dtype=np.float32))], "char_barrier_flat")
    barrier = graph.node("Unsqueeze", [barrier, pick[1]], "char_barrier")
    pooled = []
    for index, size in enumerate(sizes.widths):
        kernel = weights[f"characters.convolutions.{index}.weight"]
        weight = graph.weight(f"convolution_{index}", kernel.reshape(kernel.shape[0], -1), kernel.shape)
        bias = graph.constant(f"convolution_{index}_bias", weights[f"characters.convolutions.{index}.bias"])
        pads = [(size - 1) // 2, size // 2]
        found = graph.node("Conv", [columns, weight, bias], f"convolved_{index}", kernel_shape=[size], pads=pads)
        found = graph.node("Add", [found, barrier], f"barred_{index}")
        pooled.append(graph.node("ReduceMax", [found], f"pooled_{index}", axes=[2], keepdims=0))
    joined = graph.node("Relu", [graph.node("Concat", pooled, "pooled", axis=1)], "char_features_once")
    joined = graph.node("Gather", [joined, "char_place"], "char_features_flat", axis=0)
    batch_tokens = graph.node("Slice", [shape, pick[0], pick[2]], "batch_tokens")
    filters = graph.constant("filters", np.array([sum(sizes.filters)], dtype=np.int64))
    return graph.node("Reshape", [joined, graph.node("Concat", [batch_tokens, filters], "char_target", axis=0)], "char_features")
