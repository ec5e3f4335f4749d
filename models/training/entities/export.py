"""The trained tagger as a model folder: config.json, goldspan.json, tokenizer.json and the ONNX graph."""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper

from corpora import CLINICAL, TYPES
from graph import Graph, built, character_features, recurrent_layers
from model_folder import characters_setting, write_folder
from tagger import Sizes, Tagger
from tokens import build_tokenizer

LONGEST_WINDOW = 512
# Suggested only where a corpus declares them or a person asks: they repeat others, or belong to one kind of text.
OPTIONAL = ("GeneMention", "Protein", "DNA", "RNA", "GeniaCellLine", *CLINICAL)


def build(model: Tagger, quantised: bool) -> onnx.ModelProto:
    """The heads of `TYPES`, which are the first of the tagger's."""
    weights = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    sizes, graph = model.sizes, Graph(quantised)
    words = graph.lookup("word_vectors", weights["table.weight"], "input_ids")
    letters = character_features(graph, weights, sizes)
    values = graph.node("Concat", [words, letters], "token_vectors", axis=2)
    values = recurrent_layers(graph, weights, values, sizes.hidden)
    columns = 3 * len(TYPES)
    weight = graph.weight("output", weights["output.weight"][:columns])
    weight = graph.node("Transpose", [weight], "output_columns", perm=[1, 0])
    emissions = graph.node("MatMul", [values, weight], "emissions_without_bias")
    bias = graph.constant("output_bias", weights["output.bias"][:columns])
    emissions = graph.node("Add", [emissions, bias], "emissions_time_first")
    graph.node("Transpose", [emissions], "logits", perm=[1, 0, 2])
    inputs = [
        helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"]),
        helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "tokens"]),
        helper.make_tensor_value_info("char_ids", TensorProto.INT64, ["batch", "tokens", "characters"]),
    ]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", "tokens", columns])
    return built(graph, "goldspan-tagger", inputs, output)


def rounded(values: torch.Tensor) -> list:
    return [[round(x, 6) for x in row] if isinstance(row, list) else round(row, 6) for row in values.tolist()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="2.0.0")
    parser.add_argument("--float", type=Path, help="also write the float graph here, to compare")
    arguments = parser.parse_args()
    saved = torch.load(arguments.checkpoint, weights_only=False)
    sizes = Sizes(**saved["sizes"])
    model = Tagger(sizes, 0)
    model.load_state_dict(saved["model"])
    model.eval()
    labels = [label for name in TYPES for label in ("O", f"B-{name}", f"I-{name}")]
    config = {
        "model_type": "goldspan-tagger",
        "architectures": ["GoldspanTagger"],
        "id2label": {str(index): label for index, label in enumerate(labels)},
        "max_position_embeddings": LONGEST_WINDOW,
        "vocab_size": sizes.words,
        "word_embedding_size": sizes.word_size,
        "character_vocab_size": sizes.characters,
        "character_embedding_size": sizes.character_size,
        "character_filter_widths": list(sizes.widths),
        "character_filters": list(sizes.filters),
        "hidden_size": sizes.hidden,
        "num_hidden_layers": 2,
    }
    start, end, transitions = model.scores()
    heads = [
        {
            "type": name,
            "labels": [3 * head, 3 * head + 1, 3 * head + 2],
            "start": rounded(start[head]),
            "end": rounded(end[head]),
            "transitions": rounded(transitions[head]),
            **({"optional": True} if name in OPTIONAL else {}),
        }
        for head, name in enumerate(TYPES)
    ]
    goldspan = {
        "task": "entities",
        "name": "goldspan-entities",
        "version": arguments.version,
        "characters": characters_setting(saved["alphabet"]),
        "decoding": {"kind": "crf", "heads": heads},
    }
    tokenizer = build_tokenizer(saved["words"])
    write_folder(arguments.out, lambda quantised: build(model, quantised), tokenizer, config, goldspan, arguments.float)


if __name__ == "__main__":
    main()
