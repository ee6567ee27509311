#!/usr/bin/env bash
# Builds the bare-host launcher, once per version of its source, and calls it. ../dagger calls this where there is no Dagger, and
# says why in SLIPWAY_ENGINE_REASON.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
reason=${SLIPWAY_ENGINE_REASON:?start this through ci/dagger}

cannot() {
  echo "ci/dagger: $reason. The bare-host engine can't take its place: $1. Install dagger ${SLIPWAY_DAGGER_VERSION:-} and start a container runtime: https://docs.dagger.io/install" >&2
  exit 1
}
[[ $(uname -sm) == "Linux x86_64" ]] || cannot "this host is $(uname -sm), and it needs Linux x86_64"
[[ $(id -u) == 0 ]] || cannot "it needs root for mounts, namespaces and a bridge"
type -P go >/dev/null || cannot "no go is on PATH to build it"
# Where no dagger is, this is how it is meant to be; else it may surprise.
[[ $reason != *" is here, "* && $reason != this* ]] || echo "ci/dagger: $reason: taking the bare-host engine" >&2

export SLIPWAY_ENGINE_SOURCE="$here"
cache=${SLIPWAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway}
key=$(cat "$here"/*.go "$here"/go.mod "$here"/go.sum | sha256sum | cut -c1-16)
launcher="$cache/launcher-$key"
if [[ ! -x $launcher ]]; then
  mkdir -p "$cache"
  GOWORK=off GOFLAGS=-mod=readonly CGO_ENABLED=0 go build -C "$here" -trimpath -o "$launcher.$$" .
  mv "$launcher.$$" "$launcher"
fi
exec "$launcher" "$@"
