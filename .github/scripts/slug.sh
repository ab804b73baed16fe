#!/usr/bin/env bash
# Prints the slug of a git branch: what the names of its stack end in, and the template's parameter Branch.
# usage: .github/scripts/slug.sh BRANCH
#
# Lower-case letters, digits and single hyphens, at most 30 characters. A branch that is one already is its own slug, so main
# stays main. Any other is made one and gets the first 8 digits of its name's SHA-256, as does a branch that looks as if it
# had them, so that two branches never share a stack. Cognito takes no domain with the words aws, amazon and cognito in it.
set -euo pipefail
export LC_ALL=C

[ $# -eq 1 ] && [ -n "$1" ] || {
  echo "usage: slug.sh BRANCH" >&2
  exit 2
}
branch=$1

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi
}

slug=$(printf %s "$branch" | tr A-Z a-z | tr -c a-z0-9 - | sed -E 's/aws|amazon|cognito/-/g; s/-+/-/g; s/^-|-$//g')
if [ "$slug" != "$branch" ] || [ ${#slug} -gt 30 ] || [[ $slug =~ -[0-9a-f]{8}$ ]]; then
  digits=$(printf %s "$branch" | sha256 | cut -c 1-8)
  stem=$(printf %s "${slug:-branch}" | cut -c 1-21 | sed 's/-$//')
  slug=$stem-$digits
fi
echo "$slug"
