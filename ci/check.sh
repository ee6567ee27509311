#!/usr/bin/env bash
# check.sh DAGGER [NAMES…] runs the checks of the module and of its tests, all of them or those named, and closes with
# "N passed, N failed".
#
# Tests.Run runs them and says how each ended; `dagger query` prints that as JSON, indented, a field a line, so that awk reads it,
# on a host with nothing but dagger as well.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
dagger=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
since=$(date +%s)

# What the secrets look like that ci/tests plants.
canary='SLIPCANARY[A-Z2-7]{26}'

include=
for name; do
  [[ $name != *[!a-zA-Z0-9:_*-]* ]] || { echo "ci/dagger check: $name is not the name of a check: see ci/dagger check -l" >&2 && exit 2; }
  include="$include${include:+, }\"$name\""
done
failures=
fails() { failures="$failures$1"$'\n'; }
# Shown is what the calls print; as `plain` shows each of ten thousand steps, with its arguments, that was a seventh of all work. Where
# the engine's files are out of reach of the search for secrets, they are searched for there.
progress=logs
[[ $dagger == "$here/engine/launch.sh" ]] || progress=plain
# The module that is tested is a dependency of its tests, and `query` serves the checks of both. It says of each call of the module
# which defaults of .env it takes, hundreds of times, in which the end of a log would be lost; no awk for them, as Debian's shows a line
# only when it has read 4 kB. An answer comes whole or not at all: one after
# which the engine was slow to end the session is an answer.
echo "{ run${include:+(names: [$include])} { name passed reason } }" |
  "$dagger" --progress=$progress query -m "$here/tests" 2>&1 >"$work/answer" | tee "$work/log" |
  grep --line-buffered -v '^user default: ' || grep -q '"passed"' "$work/answer" || fails "the engine, which gave no answer: see above"
failures=$failures$(awk -F'"' '$2 == "name" { name = $4 } $2 == "passed" { passed = $3 ~ /true/ } $2 == "reason" && !passed { print name ": " $4 }' "$work/answer")$'\n'
passed=$(grep -c '"passed": true' "$work/answer" || true)
skipped=
for name; do # one that names nothing was not run
  [[ $name == *\** ]] || grep -qE "\"name\": \"([a-z-]+:)?$name\"" "$work/answer" || fails "$name: there is no such check, see ci/dagger check -l"
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
  grep -q "\"name\": \"$module:" "$work/answer" || fails "$module: it has no checks"
done

failed=0
while IFS= read -r failure; do
  [[ -n $failure ]] || continue
  failed=$((failed + 1))
  echo "failed: $failure"
done <<<"$failures"
echo "$passed passed, $failed failed$skipped"
((failed == 0 && passed > 0))
