"""The trained relation network as a model folder: config.json, goldspan.json, tokenizer.json and the ONNX graph."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from documents import BIORED_PAIRS, DOCUMENT_LEVEL, TASKS
from graph import Graph, built, distance, pair_inputs, recurrent_layers, typed_tokens
from instances import ALIASES, ENTITY_TYPES, FEATURES, NEAREST
from model_folder import characters_setting, write_folder
from network import COLUMNS, HEADS, PAIR_SIZE, REACH, RelationNetwork, column_range
from tagger import Sizes
from tokens import build_tokenizer

# Suggested only where a corpus declares their relations or a person asks: others say much the same of the same pairs.
OPTIONAL = ("biored", "phee")
# Learnt from, and suggested by another model.
AUXILIARY = ("chemprot",)
# Of findings that are there.
PRESENT = ("cid", "phee")


class PairStage:
    """Builds the graph after the encoder; `weights` are those of RelationNetwork."""

    def __init__(self, graph: Graph, weights: dict[str, np.ndarray]) -> None:
        self.graph, self.weights = graph, weights

    def linear(self, name: str, values: str) -> str:
        return self.graph.linear(name, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], values)

    def between(self, low: str, high: str, name: str) -> str:
        """[rows, tokens], true from `low` [rows] to before `high` [rows]."""
        graph = self.graph
        axis = self.graph.number(f"{name}_axis", [1])
        after = graph.node("GreaterOrEqual", ["places", graph.node("Unsqueeze", [low, axis], f"{name}_low")], f"{name}_after")
        before = graph.node("Less", ["places", graph.node("Unsqueeze", [high, axis], f"{name}_high")], f"{name}_before")
        return graph.node("And", [after, before], name)

    def by_head(self, values: str, name: str) -> str:
        """[rows, tokens, size] -> [rows, heads, tokens, size / heads]."""
        shape = self.graph.number(f"{name}_split", [0, 0, HEADS, PAIR_SIZE // HEADS])
        split = self.graph.node("Reshape", [values, shape], f"{name}_parts")
        return self.graph.node("Transpose", [split], f"{name}_by_head", perm=[0, 2, 1, 3])

    def context(self, side: str, row: str, columns: tuple[int, int]) -> str:
        graph, size = self.graph, PAIR_SIZE // HEADS
        keys = graph.node("Gather", ["keys_by_head", row], f"{side}_keys", axis=0)
        values = graph.node("Gather", ["values_by_head", row], f"{side}_values", axis=0)
        scores = graph.node("MatMul", [keys, "query_by_head"], f"{side}_scores_column")
        scores = graph.node("Squeeze", [scores, self.graph.number(f"{side}_last", [3])], f"{side}_scores_raw")
        scores = graph.node("Mul", [scores, graph.constant(f"{side}_scale", np.float32(size**-0.5))], f"{side}_scores_scaled")
        low, high = (self.graph.column("bounds", index, f"{side}_bound_{index}") for index in columns)
        between = graph.node("Cast", [self.between(low, high, f"{side}_between")], f"{side}_between_float", to=TensorProto.FLOAT)
        between = graph.node("Unsqueeze", [between, self.graph.number(f"{side}_head_axis", [1])], f"{side}_between_by_head")
        where = graph.constant(f"{side}_where", self.weights["where"].reshape(1, HEADS, 1))
        scores = graph.node("Add", [scores, graph.node("Mul", [between, where], f"{side}_gain")], f"{side}_scores_placed")
        barrier = graph.node("Gather", ["barrier_by_row", row], f"{side}_barrier", axis=0)
        scores = graph.node("Add", [scores, barrier], f"{side}_scores")
        shares = graph.node("Softmax", [scores], f"{side}_shares", axis=2)
        shares = graph.node("Unsqueeze", [shares, self.graph.number(f"{side}_share_axis", [2])], f"{side}_share_rows")
        found = graph.node("MatMul", [shares, values], f"{side}_found_by_head")
        return graph.node("Reshape", [found, self.graph.number(f"{side}_flat", [-1, PAIR_SIZE])], f"{side}_found")

    def trigrams(self, values: str, states: str) -> str:
        """[rows, tokens, LOCAL_SIZE]"""
        graph, kernel = self.graph, self.weights["local.weight"]
        read = graph.node("Concat", [values, states], "trigram_input_all", axis=2)
        real = graph.node("Unsqueeze", ["mask_float", self.graph.number("real_axis", [2])], "real")
        columns = graph.node("Transpose", [graph.node("Mul", [read, real], "trigram_input")], "trigram_columns", perm=[0, 2, 1])
        weight = graph.weight("local", kernel.reshape(kernel.shape[0], -1), kernel.shape)
        bias = graph.constant("local_bias", self.weights["local.bias"])
        found = graph.node("Conv", [columns, weight, bias], "trigrams_by_filter", kernel_shape=[3], pads=[1, 1])
        return graph.node("Transpose", [found], "trigrams", perm=[0, 2, 1])

    def around(self, trigrams: str, ends: dict[str, str], rows: dict[str, str], first: str, last: str) -> tuple[str, str]:
        """The strongest trigrams of the row of the head, and of what stands between the mentions, [pairs, LOCAL_SIZE]."""
        graph = self.graph
        axis = self.graph.number("around_axis", [1])
        alike = graph.node("Unsqueeze", [graph.node("Equal", list(rows.values()), "same_row"), axis], "same_row_column")
        later = graph.node("Greater", [self.graph.column("features", 1, "order"), graph.constant("half", np.float32(0.5))], "later")
        later = graph.node("Unsqueeze", [later, axis], "later_column")
        far = graph.node("Where", [later, self.graph.number("far_before", -REACH), self.graph.number("far_after", REACH)], "far")
        seen = graph.node("Gather", [trigrams, rows["head"]], "head_trigrams", axis=0)
        for side, end in ends.items():
            away = distance(graph, side, end, first, last, REACH)
            if side == "tail":
                away = graph.node("Where", [alike, away, far], "tail_distance_or_far")
            place = graph.node("Add", [away, graph.number(f"{side}_reach", REACH)], f"{side}_place")
            seen = graph.node("Add", [seen, graph.small_lookup(f"from_{side}", self.weights[f"from_{side}.weight"], place)], f"{side}_seen")
        seen = graph.node("Relu", [seen], "around_all")
        real = graph.node("Gather", ["real", rows["head"]], "head_real", axis=0)
        seen = graph.node("Mul", [seen, real], "around")
        between = graph.node("Unsqueeze", ["head_between_float", self.graph.number("around_between_axis", [2])], "around_is_between")
        inside = graph.node("Mul", [seen, between], "around_between")
        return tuple(graph.node("ReduceMax", [one], f"{one}_most", axes=[1], keepdims=0) for one in (seen, inside))

    def build(self, tokens: str, states: str) -> None:
        """`tokens` and `states` [rows, tokens, size]: what the encoder reads and what it makes of it."""
        graph = self.graph
        values = graph.node("Relu", [self.linear("reduce", states)], "values")
        self.by_head(self.linear("key", states), "keys")
        self.by_head(values, "values")
        width = graph.node("Gather", [graph.node("Shape", ["input_ids"], "shape"), self.graph.number("width_index", 1)], "width")
        places = graph.node("Range", [self.graph.number("from", 0), width, self.graph.number("by", 1)], "places_row")
        graph.node("Unsqueeze", [places, self.graph.number("places_axis", [0])], "places")
        mask = graph.node("Cast", ["attention_mask"], "mask_float", to=TensorProto.FLOAT)
        absent = graph.node("Sub", [mask, graph.constant("whole", np.float32(1))], "absent")
        trigrams = self.trigrams(tokens, states)
        barrier = graph.node("Mul", [absent, graph.constant("wall", np.float32(1e4))], "barrier_flat")
        graph.node("Unsqueeze", [barrier, self.graph.number("barrier_axis", [1])], "barrier_by_row")
        row, first, last = (self.graph.column("mentions", index, f"mention_{index}") for index in range(3))
        inside = graph.node("Unsqueeze", [self.between(first, last, "inside"), self.graph.number("inside_last_axis", [2])], "inside_tokens")
        mention_tokens = graph.node("Gather", [values, row], "mention_tokens", axis=0)
        mention_tokens = graph.node("Where", [inside, mention_tokens, graph.constant("nothing", np.float32(0))], "mention_inside")
        graph.node("ReduceMax", [mention_tokens], "mention_vectors", axes=[1], keepdims=0)
        ends = {side: self.graph.column("pairs", index, f"{side}_mention") for index, side in enumerate(("head", "tail"))}
        a, b = (graph.node("Gather", ["mention_vectors", end], f"{side}_vector", axis=0) for side, end in ends.items())
        query = graph.node("Concat", [a, b, "features"], "query_input", axis=1)
        query = graph.node("Tanh", [self.linear("query", query)], "query_vector")
        graph.node("Reshape", [query, self.graph.number("query_shape", [-1, HEADS, PAIR_SIZE // HEADS, 1])], "query_by_head")
        rows = {side: graph.node("Gather", [row, end], f"{side}_row", axis=0) for side, end in ends.items()}
        found = [self.context(side, rows[side], columns) for side, columns in (("head", (0, 1)), ("tail", (2, 3)))]
        found += ["features", *self.around(trigrams, ends, rows, first, last)]
        product = graph.node("Mul", [a, b], "product")
        joined = graph.node("Concat", [a, b, product, *found], "joined", axis=1)
        hidden = graph.node("Relu", [self.linear("hidden", joined)], "hidden_values")
        graph.node("Identity", [self.linear("output", hidden)], "logits")


def build(network: RelationNetwork, quantised: bool) -> onnx.ModelProto:
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    graph = Graph(quantised)
    values = typed_tokens(graph, weights, network.sizes)
    states = recurrent_layers(graph, weights, values, network.sizes.hidden)
    PairStage(graph, weights).build(values, graph.node("Transpose", [states], "states", perm=[1, 0, 2]))
    whole, real = TensorProto.INT64, TensorProto.FLOAT
    inputs = [
        *pair_inputs(),
        helper.make_tensor_value_info("features", real, ["pairs", FEATURES]),
        helper.make_tensor_value_info("bounds", whole, ["pairs", 4]),
    ]
    output = helper.make_tensor_value_info("logits", real, ["pairs", sum(COLUMNS.values())])
    return built(graph, "goldspan-relations", inputs, output)


def head_of(task: str, allowed: set[tuple[str, str]], threshold: float) -> dict:
    start, end = column_range(task)
    pairs = sorted(allowed)
    if task == "biored":
        pairs = list(BIORED_PAIRS)
    elif task == "cid":
        pairs = [("Chemical", "Disease")]
    head = {
        "name": task,
        "columns": [start, end],
        "types": list(TASKS[task]),
        "between": "concepts" if task in DOCUMENT_LEVEL else "mentions",
        "reach": "document" if task in DOCUMENT_LEVEL else "neighbours" if task == "maccrobat" else "sentence",
        "pairs": [list(pair) for pair in pairs],
        "threshold": threshold,
    }
    if task in PRESENT:
        head["present"] = True
    if task in OPTIONAL:
        head["optional"] = True
    return {**head, "novelty": list(column_range("novelty"))} if task == "biored" else head


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--float", type=Path, help="also write the float graph here, to compare")
    arguments = parser.parse_args()
    saved = torch.load(arguments.checkpoint, weights_only=False)
    network = RelationNetwork(Sizes(**saved["sizes"]), 0)
    network.load_state_dict(saved["model"])
    network.eval()
    dev = saved["scores"]["dev"]
    goldspan = {
        "task": "relations",
        "name": "goldspan-relations",
        "version": arguments.version,
        "characters": characters_setting(saved["alphabet"]),
        "entityTypes": list(ENTITY_TYPES),
        "aliases": ALIASES,
        "nearest": NEAREST,
        "columns": sum(COLUMNS.values()),
        "heads": [head_of(task, saved["allowed"][task], dev[task]["threshold"]) for task in TASKS if task not in AUXILIARY],
    }
    config = {
        "model_type": "goldspan-relations",
        "architectures": ["GoldspanRelations"],
        "vocab_size": network.sizes.words,
        "word_embedding_size": network.sizes.word_size,
        "hidden_size": network.sizes.hidden,
        "num_hidden_layers": 2,
    }
    tokenizer = build_tokenizer(saved["words"])
    write_folder(arguments.out, lambda quantised: build(network, quantised), tokenizer, config, goldspan, arguments.float)


if __name__ == "__main__":
    main()
