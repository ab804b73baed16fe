#!/usr/bin/env bash
# Deletes the stack of a branch with everything in it: teardown.sh BRANCH [CONFIRMATION].
# The stack of main goes only with the confirmation "delete clinic-main", and only as far as its deletion protection lets it; what
# holds data stays as it is, and is named.
set -euo pipefail

branch=${1:?usage: teardown.sh BRANCH [CONFIRMATION]}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
slug=$("$here/slug.sh" "$branch")
stack=clinic-$slug

if [ "$slug" = main ] && [ "${2:-}" != "delete $stack" ]; then
  echo "error: $stack is what people work with; to delete it, type 'delete $stack' as the confirmation" >&2
  exit 1
fi

# Only "it is not there" means that there is nothing to do; a refusal or an outage is not that.
if ! found=$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].[StackStatus, StackId]' --output text 2>&1); then
  case "$found" in
    *"does not exist"*) echo "There is no stack $stack." && exit 0 ;;
    *) echo "error: $found" >&2 && exit 1 ;;
  esac
fi
read -r status id <<<"$found"

resources() { # CONDITION COLUMNS: of the stack by its id, as a deleted one has no name
  aws cloudformation list-stack-resources --stack-name "${id:-$stack}" --output text --query "StackResourceSummaries[?$1].$2"
}

# CloudFormation deletes no bucket that has something in it, and an old version or a delete marker is something.
empty() { # BUCKET
  local kind batch refused
  for kind in Versions DeleteMarkers; do
    while :; do
      batch=$(aws s3api list-object-versions --bucket "$1" --max-items 500 --output json \
        --query "{Objects: ${kind}[].{Key: Key, VersionId: VersionId}, Quiet: \`true\`}")
      case "$batch" in *'"Key"'*) ;; *) break ;; esac
      refused=$(aws s3api delete-objects --bucket "$1" --delete "$batch" --query 'Errors[0].Code' --output text)
      case "$refused" in '' | None) ;; *) echo "error: objects of $1 cannot be deleted: $refused" >&2 && return 1 ;; esac
    done
  done
  echo "Emptied $1."
}

# The template retains main's buckets, so nothing in them is touched.
if [ "$slug" != main ]; then
  buckets=$(resources "ResourceType=='AWS::S3::Bucket' && ResourceStatus!='DELETE_COMPLETE'" PhysicalResourceId)
  for bucket in $buckets; do
    [ "$bucket" = None ] || empty "$bucket"
  done
fi

echo "Deleting $stack ($status) ..."
aws cloudformation delete-stack --stack-name "$stack"
if ! aws cloudformation wait stack-delete-complete --stack-name "${id:-$stack}"; then
  echo "error: $stack could not be deleted altogether. CloudFormation refused:" >&2
  resources "ResourceStatus=='DELETE_FAILED'" '[ResourceType, PhysicalResourceId, ResourceStatusReason]' >&2
  exit 1
fi
echo "Deleted $stack."

left=$(resources "ResourceStatus=='DELETE_SKIPPED'" '[ResourceType, PhysicalResourceId]' | sort)
case "$left" in
  '' | None) ;;
  *) printf 'These stay in the account, with what is in them:\n%s\n' "$left" ;;
esac
