#!/bin/sh
# Trains models/entities from the data folder, in stages; a finished stage is not repeated, an interrupted training
# resumes. Usage: run.sh [DATA] [WORK] [OUT]
#   DATA  the data folder (default: ../shared/data beside the checkout)
#   WORK  checkpoints, about 1 GB, outside the checkout
#   OUT   where the model folder is written (default: models/entities of the checkout)
# PYTHON names the interpreter with requirements.txt installed; THREADS the processor threads (default 2).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
data=${1:-$root/../shared/data}
work=${2:-$HOME/goldspan-training}
out=${3:-$root/models/entities}
python=${PYTHON:-python3}
train() {
  "$python" "$here/train.py" --data "$data" --work "$work" --encoder "$here/../encoder/encoder.npz" \
    --threads "${THREADS:-2}" "$@"
}
export PYTHONPATH="$here:$here/../common:$here/../encoder"
mkdir -p "$work"

# The first epochs never see MACCROBAT, so that cross-validation on it can go on from them.
[ -s "$work/literature.pt" ] || train --name literature --epochs 14 --until 10
train --name entities --from literature --epochs 16 --maccrobat 3
"$python" "$here/export.py" --checkpoint "$work/entities.pt" --out "$out" --float "$work/entities-float.onnx"

# Five models that have each not learnt one fold of MACCROBAT; of the other corpora they read a little.
for fold in 0 1 2 3 4; do
  train --name "fold$fold" --from literature --epochs 16 --every 6 --fold "$fold" --judge maccrobat --shares \
    '{"bc5cdr":0.1,"ncbi-disease":0.1,"biored":0.1,"jnlpba":0.04,"bc2gm":0.05,"chia":0.15,"maccrobat":3}'
  "$python" "$here/export.py" --checkpoint "$work/fold$fold.pt" --out "$work/folds/$fold"
done

[ "$out" = "$root/models/entities" ] || exit 0
"$python" "$here/record_reference.py" --model "$out" --out "$root/test/fixtures/entities-reference.json"
# The confidences are fitted to how often they are right, through the command line of the checkout.
cd "$root" && npm run --silent build && npx node test/quality/calibrate.ts --data "$data" --folds "$work/folds" --write
