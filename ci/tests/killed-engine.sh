#!/usr/bin/env bash
# killed-engine.sh HOST:PORT SERVICE ACTION N AFTER ends a bare-host engine with kill -9 while a deploy makes the N-th such call: before it
# is done, or (AFTER is true) when it is done and not answered. The next deploy, on the next engine, must go on by itself.
#
# HOST:PORT is an emulator that runs outside of the engine, and has nothing in it yet:
#   cd ci/emulator && (cd gateway && go build -o ../gateway-program .) &&
#     ./gateway-program --listen 127.0.0.1:4566 -- python3 -m slipway_emulator
# A killed engine discards its store, so the second deploy builds everything again: that takes minutes. It is no check for that reason.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
dagger=$here/../dagger
emulator=$1
trap_at="service=$2&action=$3&skip=$(($4 - 1))&after=$5"
engine=${SLIPWAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway}/run/engine.pid
say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*"; }

"$dagger" functions >/dev/null # the engine runs, and has compiled the module
curl -fsS -X POST "http://$emulator/_slipway/pause?$trap_at" >/dev/null
say "a deploy begins"
"$dagger" call --aws "tcp://$emulator" deploy >"${TMPDIR:-/tmp}/killed-engine.log" 2>&1 &
deploy=$!
until held=$(curl -fsS "http://$emulator/_slipway/paused?wait=10") && [[ $held == *'"held":true'* ]]; do
  kill -0 "$deploy" 2>/dev/null || { say "the deploy ended before that call came: see ${TMPDIR:-/tmp}/killed-engine.log" && exit 1; }
done
seq=$(sed -E 's/.*"seq":([0-9]+).*/\1/' <<<"$held")
kill -9 "$(cut -d' ' -f1 "$engine")"
say "the engine was killed at call $seq, $2:$3"
wait "$deploy" && { say "the deploy says that it succeeded" && exit 1; }
curl -fsS -X POST "http://$emulator/_slipway/resume?drop=true" >/dev/null

say "the next deploy begins"
"$dagger" call --aws "tcp://$emulator" deploy
say "it is deployed"
"$dagger" call -m "$here" settled --aws "tcp://$emulator" --port "${emulator##*:}" --killed "$seq"
say "states and emulator have the same resources, nobody holds the environment, and the ledger tells of both deploys"
