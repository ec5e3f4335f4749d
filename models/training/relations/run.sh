#!/bin/sh
# Trains models/relations from the data folder, in stages; an interrupted training resumes from its last epoch.
# Usage: run.sh [DATA] [WORK] [OUT]
#   DATA  the data folder (default: ../shared/data beside the checkout)
#   WORK  checkpoints, outside the checkout; the entity tagger's checkpoint `entities.pt` must be there
#   OUT   where the model folder is written (default: models/relations of the checkout)
# PYTHON names the interpreter with requirements.txt installed; THREADS the processor threads (default 2; on a machine that
# is busy elsewhere, 1 is many times faster); ENTITIES another checkpoint of the entity tagger.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
data=${1:-$root/../shared/data}
work=${2:-$HOME/goldspan-training}
out=${3:-$root/models/relations}
python=${PYTHON:-python3}
threads=${THREADS:-2}
export PYTHONPATH="$here:$here/../common"
mkdir -p "$work"
cd "$here"

"$python" train.py --data "$data" --work "$work" --name relations --pretrained "${ENTITIES:-$work/entities.pt}" \
  --threads "$threads" --epochs 16 --every 2 --rate 1.2e-3 --seed 1
"$python" export.py --checkpoint "$work/relations.pt" --out "$out" --float "$work/relations-float.onnx"
# Thresholds and confidences are fitted on the int8 graph.
"$python" evaluate.py --data "$data" --model "$out" --threads "$threads" --write --json "$work/relations-figures.json"
