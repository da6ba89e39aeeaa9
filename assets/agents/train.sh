#!/bin/bash
# Makes a shipped agent again: assets/agents/train.sh NAME FOLDER [-n]
# The steps are those of README.md beside this file; -n prints the commands instead of running them. Finished steps are
# marked in FOLDER and not repeated; of one that was interrupted remove the folder first.
set -euo pipefail

usage() {
  echo "usage: assets/agents/train.sh NAME FOLDER [-n]   (NAME: $(names))" >&2
  exit 2
}
names() { declare -F | sed -n 's/^declare -f make_//p' | tr '_\n' '- '; }

# train STEP PARENT OPTIONS...: PARENT is the step it starts from, - for none.
train() {
  local step=$1 parent=$2
  shift 2
  local command=("$spolab" train --env "$env" --out "$folder/$step" "$@")
  [ "$parent" = - ] || command+=(--init-agent "$folder/$parent/latest.safetensors")
  run "$step" "${command[@]}"
}
# deeper RUN: the best of a run's evaluations with a search three times as deep as in training.
deeper() {
  run agent "$spolab" agent --agent "$folder/$1/agent.safetensors" \
      --set planner.horizon=6 --set planner.period=6 --out "$folder/$name.safetensors"
}
# keep FILE: that is the agent.
keep() { run agent cp "$folder/$1" "$folder/$name.safetensors"; }
# run STEP COMMAND...
run() {
  local done=$folder/$1.done
  shift
  if [ -n "$dry" ]; then
    echo "$*"
  elif [ ! -f "$done" ]; then
    echo "== $*"
    "$@"
    touch "$done"
  fi
}

make_rubiks_cube() {
  local wide=(--set planner.temperature=0.05 --set train.particles_factor=8)
  local plain=(--set train.symmetries=false) many=(--set train.epochs=96)
  local upTo12=(--threads 1 --set env.scramble_min=4 --set env.scramble_max=12)
  train R1 - --minutes 10 --seed 1 "${plain[@]}"
  train R2 R1 --minutes 16 --seed 11 "${plain[@]}" "${wide[@]}" --set env.scramble_max=10 --set train.learning_rate=5e-4
  train R3 R2 --minutes 69 --threads 1 --seed 12 "${plain[@]}" "${wide[@]}" --set env.scramble_min=3 \
        --set env.scramble_max=11 --set train.learning_rate=3e-4
  train R4 R3 --minutes 25 --threads 1 --seed 13 --set planner.temperature=0.05 --set env.scramble_min=3 \
        --set env.scramble_max=11 --set train.learning_rate=5e-4
  train R5 R4 --minutes 36 --threads 1 --seed 14 "${wide[@]}" --set env.scramble_min=4 --set env.scramble_max=10 \
        --set train.learning_rate=1e-4
  train R6 R5 --steps 1317120 --seed 21 "${upTo12[@]}" "${wide[@]}" --set train.learning_rate=5e-4
  train R7 R6 --minutes 9 --threads 1 --seed 22 "${wide[@]}" --set env.scramble_min=4 --set env.scramble_max=11 \
        --set train.learning_rate=1e-4
  train R8 R7 --steps 1499904 --seed 31 "${upTo12[@]}" "${wide[@]}" --set train.learning_rate=5e-4
  train R9 R8 --steps 1225728 --seed 32 "${upTo12[@]}" "${wide[@]}" "${many[@]}" --set train.learning_rate=3e-4
  train R10 R9 --steps 700000 --seed 33 "${upTo12[@]}" "${wide[@]}" "${many[@]}" --set train.learning_rate=1e-4
  train R11 R10 --steps 450000 --seed 34 "${upTo12[@]}" "${wide[@]}" "${many[@]}" --set train.learning_rate=4e-5 \
        --set network.symmetries=48
  train R12 R11 --steps 2989056 --seed 41 "${upTo12[@]}" "${wide[@]}" "${many[@]}" --set train.learning_rate=4e-4
  train R13 R12 --steps 1096704 --seed 42 "${upTo12[@]}" "${wide[@]}" "${many[@]}" --set train.learning_rate=1e-4
  train R14 R13 --steps 338688 --seed 43 "${upTo12[@]}" "${wide[@]}" "${many[@]}" --set train.learning_rate=3e-5 \
        --set network.symmetries=48
  keep R14/latest.safetensors
}
make_sokoban() {
  train S1 - --minutes 20 --seed 1
  train S2 S1 --minutes 6 --seed 41 --set train.learning_rate=3e-4
  keep S2/latest.safetensors
}
make_sokoban_10x10() {
  local large=(--threads 1 --set env.size=10 --set env.boxes=4 --set network.channels=32,32,32 --set train.replay=131072)
  train L1 - --minutes 85 --seed 51 "${large[@]}" --set eval.every=40
  train L2 L1 --minutes 25 --seed 52 "${large[@]}" --set train.learning_rate=2e-4
  train L3 L2 --steps 282240 --seed 61 "${large[@]}" --set train.learning_rate=5e-4 --set eval.every=40
  train L4 L3 --steps 150528 --seed 62 "${large[@]}" --set train.learning_rate=1e-4 --set eval.every=40
  keep L4/latest.safetensors
}
make_snake() { one 15 2; keep R/agent.safetensors; }
make_half_cheetah() { one 30 1; keep R/latest.safetensors; }
make_hopper() { one 80 1; deeper R; }
make_walker2d() { one 43 1; deeper R; }
make_parkour_walker() { train R - --steps 333824 --threads 1 --seed 3; deeper R; }
make_ant() { one 74 1; keep R/agent.safetensors; }
make_humanoid() {
  one 64 1
  train H2 - --minutes 52 --threads 1 --seed 11 --init-agent "$folder/R/agent.safetensors"
  keep H2/agent.safetensors
}
# one MINUTES SEED: the preset as it is, on one thread.
one() { train R - --minutes "$1" --threads 1 --seed "$2"; }

[ $# -ge 2 ] || usage
name=$1 folder=$2 dry=${3:-}
env=${name%-[0-9]*x[0-9]*}
spolab=${SPOLAB:-$(dirname "$0")/../../build/release/bin/spolab}
declare -F "make_${name//-/_}" >/dev/null || usage
[ -n "$dry" ] || mkdir -p "$folder"
"make_${name//-/_}"
