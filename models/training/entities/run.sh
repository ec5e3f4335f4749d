#!/bin/sh
# Trains models/entities from the data folder, in stages; a finished stage is not repeated, an interrupted training
# resumes. Usage: run.sh [DATA] [WORK] [OUT]
#   DATA  the data folder (default: ../shared/data beside the checkout)
#   WORK  vectors, prepared text and checkpoints, about 2 GB, outside the checkout
#   OUT   where the model folder is written (default: models/entities of the checkout)
# PYTHON names the interpreter with requirements.txt installed; THREADS the processor threads (default 2).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
data=${1:-$root/../shared/data}
work=${2:-$HOME/goldspan-training}
out=${3:-$root/models/entities}
python=${PYTHON:-python3}
threads=${THREADS:-2}
export THREADS="$threads"
mkdir -p "$work"
cd "$here"

[ -s "$work/text.txt" ] || "$python" prepare_text.py --data "$data" --work "$work"
sh vectors.sh "$work"
# Pre-training stops after a number of minutes: on a slower machine give it more.
[ -s "$work/pretrained.pt" ] || "$python" pretrain.py --data "$data" --work "$work" --threads "$threads" \
  --minutes "${PRETRAINING_MINUTES:-18}"
"$python" train.py --data "$data" --work "$work" --name entities --pretrained "$work/pretrained.pt" --threads "$threads" \
  --epochs 16 --every 4 --seed 1
"$python" export.py --checkpoint "$work/entities.pt" --out "$out" --float "$work/float.onnx"
"$python" evaluate.py --data "$data" --model "$out" --case --json "$work/figures.json"
"$python" evaluate.py --data "$data" --model "$out" --graph "$work/float.onnx" --json "$work/figures-float.json"
[ "$out" != "$root/models/entities" ] ||
  "$python" record_reference.py --model "$out" --out "$root/test/fixtures/entities-reference.json"
# The confidences are fitted to how often they are right, through the command line of the checkout.
[ "$out" != "$root/models/entities" ] ||
  (cd "$root" && npm run --silent build && npx node test/quality/calibrate.ts --data "$data" --write)
