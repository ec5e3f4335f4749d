#!/bin/sh
# Trains models/chemical-protein from the data folder, in stages; a finished stage is not repeated, and an interrupted training
# resumes from its last epoch. Usage: run.sh [DATA] [WORK] [OUT]
#   DATA  the data folder (default: ../shared/data beside the checkout)
#   WORK  checkpoints, outside the checkout; `entities.pt`, `relations.pt` and the encoder's `encoder-text.npz` must be there
#   OUT   where the model folder is written (default: models/chemical-protein of the checkout)
# PYTHON names the interpreter with requirements.txt installed; THREADS the processor threads (default 2; on a machine that
# is busy elsewhere, 1 is many times faster).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
data=${1:-$root/../shared/data}
work=${2:-$HOME/goldspan-training}
out=${3:-$root/models/chemical-protein}
python=${PYTHON:-python3}
threads=${THREADS:-2}
export PYTHONPATH="$here:$here/../relations:$here/../common:$here/../encoder"
own="$work/chemical-protein"
mkdir -p "$own"
train() {
  "$python" "$here/train.py" --data "$data" --tagger "$work/entities.pt" --pretrained "$work/relations.pt" \
    --threads "$threads" "$@"
}

[ -s "$own/reader-names.pt" ] || train --kind reader --epochs 8 --seed 2 --out "$own/reader-names.pt"
[ -s "$own/reader-types.pt" ] || train --kind reader --mask --epochs 8 --seed 1 --out "$own/reader-types.pt"
[ -s "$own/raw.pkl" ] || "$python" "$here/unlabelled.py" --text "$work/encoder-text.npz" --tagger "$work/entities.pt" \
  --out "$own/raw.pkl" --threads "$threads"
[ -s "$own/read.pkl" ] || "$python" "$here/ask_teachers.py" --data "$data" --tagger "$work/entities.pt" \
  --documents "$own/raw.pkl" --readers "$own/reader-names.pt" "$own/reader-types.pt" --out "$own/read.pkl" --threads "$threads"
[ -s "$own/student.pt" ] || train --kind student --read "$own/read.pkl" --epochs 12 --out "$own/student.pt"
"$python" "$here/export.py" --checkpoint "$own/student.pt" --out "$out" --float "$own/student-float.onnx"
# Threshold and confidences are fitted on the int8 graph.
"$python" "$here/measure.py" --data "$data" --tagger "$work/entities.pt" --model "$out" --write
