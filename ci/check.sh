#!/usr/bin/env bash
# check.sh DAGGER [NAMES…] runs the checks of the module and of its tests, all of them or those named, and closes with
# "N passed, N failed".
#
# The engine says itself which checks there are and which passed, as JSON: `dagger query` prints it indented, a field a line, so
# that awk reads it, on a host with nothing but dagger as well. `dagger check` asks the same, but drops the answers where one fails.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
dagger=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
since=$(date +%s)

# What the secrets look like that ci/tests plants.
canary='SLIPCANARY[A-Z2-7]{26}'

# ask adds to a file what the engine answers to a query about its checks, all of them or those named. The module that is tested is a
# dependency of its tests, and `query` serves the checks of both in one session.
ask() {
  local answer=$1 fields=$2 names='' name
  shift 2
  for name; do
    [[ $name != *[!a-zA-Z0-9:_*-]* ]] || { echo "ci/dagger check: $name is not the name of a check: see ci/dagger check -l" >&2 && exit 2; }
    names="$names${names:+, }\"$name\""
  done
  echo "{ currentWorkspace { checks${names:+(include: [$names])} { list { name$fields } } } }" |
    "$dagger" --progress=plain query -m "$here/tests" 2>&1 >>"$answer" | tee -a "$work/log"
}

failures=
fails() { failures="$failures$1"$'\n'; }
ask "$work/list" '' "$@" || fails "the engine, which names no check: see above"
checks=()
while IFS= read -r name; do checks+=("$name"); done < <(awk -F'"' '$2 == "name" { print $4 }' "$work/list" | sort)

# A check takes some of a core even while it waits, and all of them at once would keep each other from an answer. So a few run
# side by side, the module's own first: they compile what the tests need.
atonce=$((5 * $(getconf _NPROCESSORS_ONLN)))
for ((at = 0; at < ${#checks[@]}; at += atonce)); do
  ask "$work/answer" ' run { passed }' "${checks[@]:at:atonce}" || fails "the engine, which gave no answer: see above"
done
touch "$work/answer"
failures=$failures$(awk -F'"' '$2 == "name" { name = $4 } $2 == "passed" && $3 !~ /true/ { print name }' "$work/answer")$'\n'
passed=$(grep -c '"passed": true' "$work/answer" || true)
skipped=
for name; do # one that names nothing was not run
  [[ $name == *\** ]] || grep -qE "\"name\": \"([a-z-]+:)?$name\"" "$work/list" || fails "$name: there is no such check, see ci/dagger check -l"
done

# Secrets are searched for in the output and, where all of the tests ran, in what a bare-host engine wrote since the checks began.
# Another engine's files are out of reach.
if grep -qE "$canary" "$work/log" "$work/answer"; then
  fails "secrets: one that the tests planted stands in the output"
elif (($# > 0)); then
  :
elif [[ $dagger != "$here/engine/launch.sh" ]]; then
  skipped=", 1 skipped"
elif "$dagger" engine search "$canary" "$since"; then
  passed=$((passed + 1))
else
  fails "secrets: one that the tests planted stands in the engine's files"
fi
# A module that has no checks at all was not found.
(($# > 0)) || for module in slipway tests; do
  grep -q "\"name\": \"$module:" "$work/list" || fails "$module: it has no checks"
done

failed=0
while IFS= read -r failure; do
  [[ -n $failure ]] || continue
  failed=$((failed + 1))
  echo "failed: $failure"
done <<<"$failures"
echo "$passed passed, $failed failed$skipped"
((failed == 0 && passed > 0))
