"""The student as a model folder: config.json, goldspan.json, tokenizer.json and the ONNX graph."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from graph import Graph, built, character_features, recurrent_layers
from pair_stage import HEADS, REACH, SIZE
from sentences import CLASSES, MASKS, SUGGESTED, TYPES
from student import Student
from tagger import Sizes
from tokens import CHARACTERS, UNKNOWN, build_tokenizer

ALIASES = {
    "Drug": "Chemical", "ChemicalEntity": "Chemical", "GeneOrGeneProduct": "Gene", "Protein": "Gene", "GeneMention": "Gene",
}


class PairGraph:
    """The graph after the encoder; the weights are those of Student."""

    def __init__(self, graph: Graph, weights: dict[str, np.ndarray]) -> None:
        self.graph, self.weights = graph, weights

    def linear(self, name: str, values: str) -> str:
        return self.graph.linear(name.replace(".", "_"), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], values)

    def distance(self, side: str, mention: str) -> str:
        """[pairs, tokens], as `pair_stage.distance`."""
        graph, nought = self.graph, self.graph.number(f"{side}_nought", 0)
        parts = []
        for bound, limit in (("first", "Min"), ("last", "Max")):
            at = graph.node("Gather", [f"mention_{bound}", mention], f"{side}_{bound}", axis=0)
            at = graph.node("Unsqueeze", [at, graph.number(f"{side}_{bound}_axis", [1])], f"{side}_{bound}_column")
            if bound == "last":
                at = graph.node("Sub", [at, graph.number(f"{side}_one", 1)], f"{side}_last_token")
            parts.append(graph.node(limit, [graph.node("Sub", ["places", at], f"{side}_{bound}_raw"), nought], f"{side}_{bound}_part"))
        whole = graph.node("Add", parts, f"{side}_whole")
        return graph.node("Clip", [whole, graph.number(f"{side}_low", -REACH), graph.number(f"{side}_high", REACH)], f"{side}_distance")

    def by_pair(self, tokens: str, row: str, distances: dict[str, str]) -> str:
        """The tokens of each pair's sentence with what the pair adds to them, [pairs, tokens, SIZE]."""
        graph, nought = self.graph, self.graph.number("nought", 0)
        head, tail = (graph.node("Equal", [distances[side], nought], f"in_{side}") for side in ("head", "tail"))
        role = graph.node("Where", [tail, graph.number("role_tail", 2), nought], "role_of_tail")
        role = graph.node("Where", [head, graph.number("role_head", 1), role], "role")
        seen = graph.node("Gather", [tokens, row], "pair_tokens", axis=0)
        seen = graph.node("Add", [seen, graph.small_lookup("role_vectors", self.weights["role.weight"], role)], "seen_role")
        for side, distance in distances.items():
            place = graph.node("Add", [distance, graph.number(f"{side}_reach", REACH)], f"{side}_place")
            seen = graph.node("Add", [seen, graph.small_lookup(f"from_{side}", self.weights[f"from_{side}.weight"], place)], f"seen_{side}")
        real = graph.node("Cast", [graph.node("Gather", ["attention_mask", row], "pair_mask", axis=0)], "real", to=TensorProto.FLOAT)
        graph.node("Unsqueeze", [real, graph.number("real_axis", [2])], "real_column")
        return graph.node("Mul", [graph.node("Relu", [seen], "seen"), "real_column"], "tokens_of_pair")

    def between(self, distances: dict[str, str]) -> str:
        graph, nought = self.graph, self.graph.number("between_nought", 0)
        after = {side: graph.node("Greater", [one, nought], f"after_{side}") for side, one in distances.items()}
        before = {side: graph.node("Less", [one, nought], f"before_{side}") for side, one in distances.items()}
        ways = [graph.node("And", [after[a], before[b]], f"between_from_{a}") for a, b in (("head", "tail"), ("tail", "head"))]
        return graph.node("Or", ways, "between")

    def strongest(self, values: str, chosen: str, name: str) -> str:
        """The maximum of values that are not negative over the chosen tokens, [pairs, size]; 0 where none is chosen."""
        graph = self.graph
        weight = graph.node("Cast", [chosen], f"{name}_float", to=TensorProto.FLOAT)
        weight = graph.node("Unsqueeze", [weight, graph.number(f"{name}_axis", [2])], f"{name}_column")
        return graph.node("ReduceMax", [graph.node("Mul", [values, weight], f"{name}_values")], name, axes=[1], keepdims=0)

    def attended(self, tokens: str, between: str) -> str:
        graph = self.graph
        scores = self.linear("pair.attention", graph.node("Tanh", [tokens], "tokens_tanh"))
        inside = graph.node("Or", ["in_head", "in_tail"], "in_mention")
        place = graph.node("Where", [between, graph.number("place_between", 1), graph.number("place_out", 0)], "place_of_between")
        place = graph.node("Where", [inside, graph.number("place_in", 2), place], "place_of_token")
        scores = graph.node("Add", [scores, graph.node("Gather", [graph.constant("where", self.weights["pair.where"]), place], "gain")], "placed_scores")
        absent = graph.node("Sub", ["real_column", graph.constant("whole", np.float32(1))], "absent")
        barrier = graph.node("Mul", [absent, graph.constant("wall", np.float32(1e4))], "barrier_column")
        shares = graph.node("Softmax", [graph.node("Add", [scores, barrier], "barred_scores")], "shares", axis=1)
        by_head = graph.node("Transpose", [shares], "shares_by_head", perm=[0, 2, 1])
        found = graph.node("MatMul", [by_head, tokens], "found_by_head")
        return graph.node("Reshape", [found, graph.number("found_shape", [-1, HEADS * SIZE])], "found")

    def build(self, values: str) -> None:
        """`values` [sentences, tokens, size]: what the encoder reads."""
        graph = self.graph
        layers = [graph.node("Transpose", [f"{layer}_values"], f"{layer}_by_row", perm=[1, 0, 2]) for layer in ("first", "second")]
        tokens = self.linear("mix", graph.node("Concat", [values, *layers], "all_layers", axis=2))
        width = graph.node("Gather", [graph.node("Shape", ["input_ids"], "shape"), graph.number("width_index", 1)], "width")
        places = graph.node("Range", [graph.number("from", 0), width, graph.number("by", 1)], "places_row")
        graph.node("Unsqueeze", [places, graph.number("places_axis", [0])], "places")
        row, _, _ = (graph.column("mentions", index, f"mention_{name}") for index, name in enumerate(("row", "first", "last")))
        ends = {side: graph.column("pairs", index, f"{side}_mention") for index, side in enumerate(("head", "tail"))}
        row = graph.node("Gather", [row, ends["head"]], "pair_row", axis=0)
        distances = {side: self.distance(side, end) for side, end in ends.items()}
        tokens, between = self.by_pair(tokens, row, distances), self.between(distances)
        kernel = self.weights["pair.convolution.weight"]
        weight = graph.weight("trigram", kernel.reshape(kernel.shape[0], -1), kernel.shape)
        bias = graph.constant("trigram_bias", self.weights["pair.convolution.bias"])
        columns = graph.node("Transpose", [tokens], "token_columns", perm=[0, 2, 1])
        trigrams = graph.node("Conv", [columns, weight, bias], "trigrams_by_filter", kernel_shape=[3], pads=[1, 1])
        trigrams = graph.node("Relu", [graph.node("Transpose", [trigrams], "trigrams_raw", perm=[0, 2, 1])], "trigrams")
        joined = graph.node(
            "Concat",
            [
                self.strongest(tokens, "in_head", "strongest_head"), self.strongest(tokens, "in_tail", "strongest_tail"),
                self.attended(tokens, between), self.strongest(trigrams, "pair_mask", "strongest_trigrams"),
                self.strongest(trigrams, between, "strongest_between"),
            ],
            "joined",
            axis=1,
        )
        hidden = graph.node("Relu", [self.linear("pair.hidden", joined)], "hidden_values")
        graph.node("Identity", [self.linear("pair.output", hidden)], "scores")
        # What is not suggested counts as unrelated.
        suggested = graph.number("suggested", list(range(1, 1 + len(SUGGESTED))))
        others = graph.number("others", [0, *range(1 + len(SUGGESTED), len(CLASSES))])
        unrelated = graph.node("Gather", ["scores", others], "unrelated_scores", axis=1)
        unrelated = graph.node("ReduceLogSumExp", [unrelated], "unrelated", axes=[1], keepdims=1)
        graph.node("Concat", [unrelated, graph.node("Gather", ["scores", suggested], "related", axis=1)], "logits", axis=1)


def build(weights: dict[str, np.ndarray], sizes: Sizes, quantised: bool) -> onnx.ModelProto:
    graph = Graph(quantised)
    words = graph.lookup("word_vectors", weights["table.weight"], "input_ids")
    letters = character_features(graph, weights, sizes)
    types = graph.lookup("type_vectors", weights["types.weight"], "type_ids")
    values = graph.node("Concat", [words, letters, types], "token_vectors", axis=2)
    recurrent_layers(graph, weights, values, sizes.hidden)
    PairGraph(graph, weights).build(values)
    whole = TensorProto.INT64
    inputs = [
        helper.make_tensor_value_info("input_ids", whole, ["rows", "tokens"]),
        helper.make_tensor_value_info("attention_mask", whole, ["rows", "tokens"]),
        helper.make_tensor_value_info("char_ids", whole, ["rows", "tokens", "characters"]),
        helper.make_tensor_value_info("type_ids", whole, ["rows", "tokens"]),
        helper.make_tensor_value_info("mentions", whole, ["mentions", 3]),
        helper.make_tensor_value_info("pairs", whole, ["pairs", 2]),
    ]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["pairs", 1 + len(SUGGESTED)])
    return built(graph, "goldspan-chemical-protein", inputs, output)


def with_fewer_words(weights: dict[str, np.ndarray], words: list[str], count: int) -> tuple[dict[str, np.ndarray], list[str]]:
    """The most frequent words alone, which come first, and those that stand for mentions; the others are read by their letters."""
    kept = [i for i, word in enumerate(words) if i < count or word in MASKS.values()]
    rows = np.array([0, UNKNOWN, *(i + 2 for i in kept)])
    return {**weights, "table.weight": weights["table.weight"][rows]}, [words[i] for i in kept]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--words", type=int, default=25_000)
    parser.add_argument("--float", type=Path, help="also write the float graph here, to compare")
    arguments = parser.parse_args()
    saved = torch.load(arguments.checkpoint, weights_only=False)
    network = Student(Sizes(**saved["sizes"]), 0)
    network.load_state_dict(saved["model"])
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    weights, words = with_fewer_words(weights, saved["words"], arguments.words)
    (arguments.out / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(build(weights, network.sizes, True), arguments.out / "onnx" / "model_quantized.onnx")
    if arguments.float:
        onnx.save(build(weights, network.sizes, False), arguments.float)
    build_tokenizer(words).save(str(arguments.out / "tokenizer.json"), pretty=False)
    goldspan = {
        "task": "relations",
        "name": "goldspan-chemical-protein",
        "version": arguments.version,
        "characters": {
            "input": "char_ids", "alphabet": saved["alphabet"], "padding": 0, "unknown": 1, "limit": CHARACTERS,
        },
        "entityTypes": list(TYPES),
        "aliases": ALIASES,
        "masks": MASKS,
        "nearest": 1,
        "columns": 1 + len(SUGGESTED),
        "heads": [
            {
                "name": "chemprot", "columns": [0, 1 + len(SUGGESTED)], "types": list(SUGGESTED), "between": "mentions",
                "reach": "sentence", "pairs": [list(TYPES)], "threshold": 0.5,
            }
        ],
    }
    config = {
        "model_type": "goldspan-relations",
        "architectures": ["GoldspanRelations"],
        "vocab_size": len(words) + 2,
        "word_embedding_size": network.sizes.word_size,
        "hidden_size": network.sizes.hidden,
        "num_hidden_layers": 2,
    }
    for name, value in (("config.json", config), ("goldspan.json", goldspan)):
        (arguments.out / name).write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in arguments.out.rglob("*") if path.is_file())
    print(f"{arguments.out}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
