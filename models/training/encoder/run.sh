#!/bin/sh
# Pre-trains encoder.npz, the encoder that the project's models start from. Usage: run.sh [DATA] [WORK] [OUT]
#   DATA  the data folder (default: ../shared/data beside the checkout)
#   WORK  vectors and prepared text, about 2 GB, outside the checkout
#   OUT   the file to write (default: encoder.npz beside this script)
# PYTHON names the interpreter with requirements.txt installed; THREADS the processor threads (default 2).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${1:-$here/../../../../shared/data}
work=${2:-$HOME/goldspan-training}
out=${3:-$here/encoder.npz}
python=${PYTHON:-python3}
threads=${THREADS:-2}
export THREADS="$threads" PYTHONPATH="$here:$here/../common:$here/../text"
mkdir -p "$work"

[ -s "$work/text.txt" ] || "$python" "$here/../text/prepare_text.py" --data "$data" --work "$work"
sh "$here/../text/vectors.sh" "$work"
[ -s "$work/encoder-text.npz" ] || "$python" "$here/prepare.py" --data "$data" --work "$work" --processes "$threads"
# Pre-training stops after a number of minutes: on a slower machine give it more.
"$python" "$here/pretrain.py" --work "$work" --out "$out" --threads "$threads" --minutes "${PRETRAINING_MINUTES:-95}"
