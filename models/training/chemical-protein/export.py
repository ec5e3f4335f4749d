"""The student as a model folder: config.json, goldspan.json, tokenizer.json and the ONNX graph."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from graph import Graph, built, distance, pair_inputs, recurrent_layers, typed_tokens
from instances import ALIASES
from model_folder import characters_setting, write_folder
from pair_stage import HEADS, REACH, SIZE
from sentences import CLASSES, MASKS, SUGGESTED, TYPES
from student import Student
from tagger import Sizes
from tokens import UNKNOWN, build_tokenizer

class PairGraph:
    """The graph after the encoder; the weights are those of Student."""

    def __init__(self, graph: Graph, weights: dict[str, np.ndarray]) -> None:
        self.graph, self.weights = graph, weights

    def linear(self, name: str, values: str) -> str:
        return self.graph.linear(name.replace(".", "_"), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], values)

    def by_pair(self, tokens: str, row: str, distances: dict[str, str]) -> str:
        """The tokens of each pair's sentence with what the pair adds to them, [pairs, tokens, SIZE]."""
        graph, nought = self.graph, self.graph.number("nought", 0)
        head, tail = (graph.node("Equal", [distances[side], nought], f"in_{side}") for side in ("head", "tail"))
        role = graph.node("Where", [tail, graph.number("role_tail", 2), nought], "role_of_tail")
        role = graph.node("Where", [head, graph.number("role_head", 1), role], "role")
        seen = graph.node("Gather", [tokens, row], "pair_tokens", axis=0)
        seen = graph.node("Add", [seen, graph.small_lookup("role_vectors", self.weights["role.weight"], role)], "seen_role")
        for side, away in distances.items():
            place = graph.node("Add", [away, graph.number(f"{side}_reach", REACH)], f"{side}_place")
            found = graph.small_lookup(f"from_{side}", self.weights[f"from_{side}.weight"], place)
            seen = graph.node("Add", [seen, found], f"seen_{side}")
        mask = graph.node("Gather", ["attention_mask", row], "pair_mask", axis=0)
        real = graph.node("Cast", [mask], "real", to=TensorProto.FLOAT)
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
        gain = graph.node("Gather", [graph.constant("where", self.weights["pair.where"]), place], "gain")
        scores = graph.node("Add", [scores, gain], "placed_scores")
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
        row, first, last = (graph.column("mentions", index, f"mention_{index}") for index in range(3))
        ends = {side: graph.column("pairs", index, f"{side}_mention") for index, side in enumerate(("head", "tail"))}
        row = graph.node("Gather", [row, ends["head"]], "pair_row", axis=0)
        distances = {side: distance(graph, side, end, first, last, REACH) for side, end in ends.items()}
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
    values = typed_tokens(graph, weights, sizes)
    recurrent_layers(graph, weights, values, sizes.hidden)
    PairGraph(graph, weights).build(values)
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["pairs", 1 + len(SUGGESTED)])
    return built(graph, "goldspan-chemical-protein", pair_inputs(), output)


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
    goldspan = {
        "task": "relations",
        "name": "goldspan-chemical-protein",
        "version": arguments.version,
        "characters": characters_setting(saved["alphabet"]),
        "entityTypes": list(TYPES),
        "aliases": {name: kind for name, kind in ALIASES.items() if kind in TYPES},
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
    graph_of = lambda quantised: build(weights, network.sizes, quantised)
    write_folder(arguments.out, graph_of, build_tokenizer(words), config, goldspan, arguments.float)


if __name__ == "__main__":
    main()
