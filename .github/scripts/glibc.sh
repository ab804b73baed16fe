#!/usr/bin/env bash
# Refuses an executable that would not start on Lambda, as it needs a newer C library than Amazon Linux 2023 has: glibc.sh FILE.
set -euo pipefail

file=${1:?usage: glibc.sh FILE}
newest=2.34 # of Amazon Linux 2023, for its whole life
needed=$(readelf --version-info --wide "$file" | grep -o 'Name: GLIBC_[0-9.]*' | sed 's/.*_//' | sort --version-sort | tail -n 1)
if [ "$(printf '%s\n' "$newest" "${needed:-0}" | sort --version-sort | tail -n 1)" != "$newest" ]; then
  echo "error: $file needs glibc $needed, and Lambda has $newest: build it in the image of Amazon Linux 2023, as the README says" >&2
  exit 1
fi
