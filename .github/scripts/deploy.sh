#!/usr/bin/env bash
# Deploys what 'sam build' has built as the stack of a branch and says what changes: deploy.sh BRANCH. The last line is the API's address.
# PARAMETERS holds further parameters as NAME=VALUE, separated by blanks.
set -euo pipefail

branch=${1:?usage: deploy.sh BRANCH}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
slug=$("$here/slug.sh" "$branch")
environment=branch
[ "$slug" != main ] || environment=prod

# sam prints the change set before it carries it out.
read -r -a parameters <<<"${PARAMETERS:-}"
sam deploy --config-env "$environment" --stack-name "clinic-$slug" --no-confirm-changeset \
  --parameter-overrides "Branch=$slug" ${parameters[@]+"${parameters[@]}"} >&2

aws cloudformation describe-stacks --stack-name "clinic-$slug" --output text --query "Stacks[0].Outputs[?OutputKey=='ApiUrl'].OutputValue"
