#!/usr/bin/env bash
# Deploys what 'sam build' has built as the stack of a branch and says what changes: deploy.sh BRANCH. The last line is the API's address.
# It refuses what was built with AwsCompat, the stand-in for the AWS packages that runs on a developer's machine alone.
# PARAMETERS holds further parameters of the template, a NAME=VALUE on each line; a value may have blanks and quotes, and a line that
# begins with # is a comment.
set -euo pipefail

branch=${1:?usage: deploy.sh BRANCH}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
slug=$("$here/slug.sh" "$branch")
environment=branch
[ "$slug" != main ] || environment=prod

refuse() { # LINE WHAT
  echo "error: line $1 of PARAMETERS: $2" >&2
  exit 2
}

parameters=("Branch=$slug")
number=0
while IFS= read -r line; do
  number=$((number + 1))
  line=${line%$'\r'}
  [[ ! $line =~ ^[[:space:]]*(#.*)?$ ]] || continue
  [[ $line =~ ^[[:space:]]*([A-Za-z0-9]+)=(.*)$ ]] || refuse $number 'is not NAME=VALUE'
  name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
  value=${value%"${value##*[![:space:]]}"}
  [ "$name" != Branch ] || refuse $number 'Branch is the slug of the branch, always'
  [ "$name" != Architecture ] || refuse $number 'Architecture is that of the build, always'
  [[ ! $value =~ [[:space:]][A-Za-z0-9]+= ]] || refuse $number 'has two parameters; each takes a line of its own'
  # sam takes "…" with \" for a quote in it, and knows no way to write a backslash.
  [[ $value != *\\* ]] || refuse $number 'has a backslash'
  parameters+=("$name=\"${value//\"/\\\"}\"")
done <<<"${PARAMETERS:-}"

# Without a build sam would take the sources. In an executable the names of the assemblies that it was made of are plain bytes.
if [ ! -e .aws-sam/build/template.yaml ] && [ -e template.yaml ]; then
  echo "error: nothing is built here: run 'sam build' first" >&2
  exit 2
fi
if compat=$(grep -rls AwsCompat .aws-sam/build); then
  printf 'error: these were built with AwsCompat; build again with AwsPackages=nuget:\n%s\n' "$compat" >&2
  exit 2
fi

# The functions run on the processors that they were built for: byte 18 of an ELF file says which.
while IFS= read -r executable; do
  case "$(od -An -tx1 -j18 -N1 "$executable")" in
    *3e) architecture=x86_64 ;;
    *b7) architecture=arm64 ;;
    *) echo "error: $executable is no executable for Lambda" >&2 && exit 2 ;;
  esac
done < <(find .aws-sam/build -name bootstrap 2>/dev/null)
[ -z "${architecture:-}" ] || parameters+=("Architecture=$architecture")

# sam prints the change set before it carries it out.
sam deploy --config-env "$environment" --stack-name "clinic-$slug" --no-confirm-changeset --parameter-overrides "${parameters[@]}" >&2

aws cloudformation describe-stacks --stack-name "clinic-$slug" --output text --query "Stacks[0].Outputs[?OutputKey=='ApiUrl'].OutputValue"
