#!/bin/sh
# Word vectors of the prepared text with fastText (Debian package fasttext): skip-gram, no subwords.
# Several threads share the table without locks, so two runs differ slightly; THREADS=1 repeats exactly.
set -eu
work=$1
[ -s "$work/vectors.vec" ] && exit 0
fasttext skipgram -input "$work/text.txt" -output "$work/vectors.part" -dim 128 -epoch 3 -minCount 6 \
  -maxn 0 -ws 5 -neg 5 -thread "${THREADS:-2}" -verbose 1
mv "$work/vectors.part.vec" "$work/vectors.vec"
rm -f "$work/vectors.part.bin"
