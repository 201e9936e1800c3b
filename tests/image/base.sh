#!/bin/sh
# The base image of the image tests: a Debian by debootstrap, made once. base.sh "STORAGE OPTIONS OF BUILDAH" RELEASE
set -eu
# shellcheck disable=SC2086 - options are words
buildah $1 inspect --type image localhost/baselining-debian > /dev/null 2>&1 && exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
debootstrap --variant=minbase "$2" "$folder/debian" > "$folder/log" 2>&1 || { tail -n 5 "$folder/log" >&2; exit 1; }
# shellcheck disable=SC2086
container=$(buildah $1 from scratch)
# shellcheck disable=SC2086
buildah $1 add --quiet "$container" "$folder/debian" / > /dev/null
# shellcheck disable=SC2086
buildah $1 commit --quiet "$container" baselining-debian > /dev/null
# shellcheck disable=SC2086
buildah $1 rm "$container" > /dev/null
