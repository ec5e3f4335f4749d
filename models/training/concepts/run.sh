#!/bin/sh
# Trains models/concepts from a merged dictionary of the open terminologies.
# Usage: run.sh DICTIONARY [WORK] [OUT]
#   DICTIONARY  concepts as JSON lines, as `goldspan terminology build ... --out concepts.jsonl` writes them
#   WORK        checkpoints, outside the checkout
#   OUT         where the model folder is written (default: models/concepts of the checkout)
# PYTHON names the interpreter with requirements.txt installed; THREADS the processor threads (default 2; on a machine that
# is busy elsewhere, 1 is faster); DATA the data folder, for the figures alone: training reads the dictionary and nothing else.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
dictionary=$1
work=${2:-$HOME/goldspan-training/concepts}
out=${3:-$root/models/concepts}
data=${DATA:-$root/../shared/data}
python=${PYTHON:-python3}
threads=${THREADS:-2}
export PYTHONPATH="$here:$here/../common:$here/../encoder"
mkdir -p "$work"

"$python" "$here/prepare.py" --dictionary "$dictionary" --encoder "$here/../encoder/encoder.npz" --work "$work"
"$python" "$here/train.py" --work "$work" --threads "$threads" --steps 2200 --seed 1
"$python" "$here/export.py" --checkpoint "$work/concepts.pt" --out "$out" --float "$work/concepts-float.onnx"
"$python" "$here/evaluate.py" --data "$data" --dictionary "$dictionary" --model "$out" --threads "$threads" --json "$work/figures.json"
