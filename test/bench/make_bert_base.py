"""Makes bert-base/: a token classifier of the size of BERT base, quantised to eight bits as published exports are, without
its weights.

What a graph costs does not depend on the values of its weights. So each large tensor is replaced by a node that makes one of
the same type and shape when the graph is loaded, and the file is a thousandth of the size. The same operators run.

Needs: torch, transformers, onnx, onnxruntime. Run: python make_bert_base.py
"""
import tempfile
from pathlib import Path

import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForTokenClassification, BertConfig

folder = Path(__file__).parent / "bert-base"
labels = ["O", "B-Disease", "I-Disease", "B-Drug", "I-Drug"]

config = BertConfig(id2label=dict(enumerate(labels)), label2id={label: index for index, label in enumerate(labels)})
config.architectures = ["BertForTokenClassification"]
model = AutoModelForTokenClassification.from_config(config).eval()
inputs = {name: torch.ones(1, 8, dtype=torch.long) for name in ("input_ids", "attention_mask", "token_type_ids")}
axes = {0: "batch", 1: "tokens"}

with tempfile.TemporaryDirectory() as temporary:
    whole, quantised = Path(temporary) / "model.onnx", Path(temporary) / "model_quantized.onnx"
    torch.onnx.export(model, (inputs,), str(whole), input_names=list(inputs), output_names=["logits"],
                      dynamic_axes={name: axes for name in [*inputs, "logits"]}, dynamo=False, opset_version=17)
    quantize_dynamic(whole, quantised, weight_type=QuantType.QInt8)
    graph = onnx.load(quantised)

kept, made = [], []
for tensor in graph.graph.initializer:
    values = numpy_helper.to_array(tensor)
    if values.size < 512:
        kept.append(tensor)
        continue
    shape = f"{tensor.name}_shape"
    kept.append(helper.make_tensor(shape, onnx.TensorProto.INT64, [values.ndim], values.shape))
    # One value of the tensor stands for all.
    value = numpy_helper.from_array(values.reshape(-1)[:1], "value")
    made.append(helper.make_node("ConstantOfShape", [shape], [tensor.name], value=value))
del graph.graph.initializer[:]
graph.graph.initializer.extend(kept)
nodes = [*made, *graph.graph.node]
del graph.graph.node[:]
graph.graph.node.extend(nodes)
for node in graph.graph.node:
    node.doc_string = ""
(folder / "onnx").mkdir(parents=True, exist_ok=True)
onnx.save(graph, folder / "onnx" / "model_quantized.onnx")
config.save_pretrained(folder)
