#!/usr/bin/env bash
# Trains the reconstruction network on a machine with a CUDA card, in commands of bounded time, each of which goes on where
# the last one stopped:
#   packaging/train_on_card.sh build            orfeas-train, against the LibTorch in python3's torch package if there is one
#   packaging/train_on_card.sh shards SECONDS   examples of made shapes, on all cores
#   packaging/train_on_card.sh train SECONDS    at a constant rate; the first 200 steps are those the card of the weights tells
#   packaging/train_on_card.sh finish STEPS OUT the rate falls to 0 over so many steps; weights, losses and curves go to OUT
# ORFEAS_TRAINING  folder of examples and run (build-train/training)
# ORFEAS_DEVICE    cuda:0; "cpu" to rehearse
# ORFEAS_BATCH     examples a step (64)
# ORFEAS_VALIDATION  examples that are not trained on (256)
# ORFEAS_RATE      learning rate (1e-3)
set -euo pipefail
cd "$(dirname "$0")/.."
training=${ORFEAS_TRAINING:-build-train/training}
device=${ORFEAS_DEVICE:-cuda:0}
batch=${ORFEAS_BATCH:-64}
trainer=build-train/bin/orfeas-train
mkdir -p "$training"

half=(--bf16)
[[ $device != cpu ]] || grep -qs avx512_bf16 /proc/cpuinfo || half=()
run() { # SECONDS, then options: stopped in time, which writes the state
    local seconds=$1 rc=0
    shift
    timeout --signal=TERM --kill-after=60 "$seconds" "$trainer" run --shards "$training/shards" --validation "$training/validation" \
        --checkpoint "$training/run" --resume --device "$device" "${half[@]}" --batch "$batch" --micro-batch "$batch" \
        --rate "${ORFEAS_RATE:-1e-3}" "$@" || rc=$?
    ((rc == 0 || rc == 124 || rc == 2)) || exit "$rc"
}

make_shapes() { # SECONDS, first seed, name of the log, then options
    timeout --signal=INT "$1" "$trainer" shards --out "$training/shards" --from-seed "$2" --count 10000000 "${@:4}" \
        > "$training/$3" || true
}

case ${1:-} in
build)
    torch=$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)' 2>/dev/null || true)
    cmake --preset no-qt -B build-train -DORFEAS_INFERENCE=ON ${torch:+-DCMAKE_PREFIX_PATH="$torch"}
    cmake --build build-train --target orfeas-train
    ;;
shards)
    "$trainer" shards --out "$training/validation" --from-seed 1000000000 --count "${ORFEAS_VALIDATION:-256}"
    make_shapes "$(($2 / 3))" 1 shapes.log
    from=100000001
    for family in figurine figurine statue statue block block device dish shell bust; do
        make_shapes "$(($2 / 15))" $from "$family.log" --family $family
        from=$((from + 50000000))
    done
    echo "$(find "$training/shards" -name '*.orfshard' | wc -l) files of 500 examples"
    ;;
train)
    [[ -f $training/first_losses.csv ]] || {
        run 600 --examples 500 --steps 200
        cp "$training/run/loss.csv" "$training/first_losses.csv"
    }
    run "$2" --steps 1000000000
    tail -1 "$training/run/validation.csv" || true
    ;;
finish)
    run 3600 --decay-steps "$2"
    "$trainer" export --checkpoint "$training/run" --out "$3"
    cp "$training/first_losses.csv" "$training/run/validation.csv" "$training/run/curves.svg" "$3/"
    ;;
*)
    sed -n '2,14s/^# \?//p' "$0"
    exit 2
    ;;
esac
