#!/bin/sh
# part MODULE NAME FILE… has the module in the working directory build without some files of one that it requires: it copies that
# one, takes the files out, and puts in what _without/NAME has. A file that is no longer there ends the build, as does one
# that does not fit.
set -eu

module=$1 name=$2
shift 2
copy=/parts/$name
here=$(dirname "$0")
mkdir -p /parts
go mod download "$module"
cp -r "$(go list -m -f '{{.Dir}}' "$module")" "$copy"
chmod -R u+w "$copy"
(cd "$copy" && rm "$@")
cp -r "$here/_without/$name/." "$copy"
go mod edit -replace "$module=$copy"
