#!/usr/bin/env bash
# Deletes the stack of a branch with everything in it: teardown.sh BRANCH [CONFIRMATION].
# The stack of main goes only with the confirmation "delete clinic-main", and only as far as its deletion protection lets it.
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
if ! found=$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].StackStatus' --output text 2>&1); then
  case "$found" in
    *"does not exist"*) echo "There is no stack $stack." && exit 0 ;;
    *) echo "error: $found" >&2 && exit 1 ;;
  esac
fi

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

buckets=$(aws cloudformation list-stack-resources --stack-name "$stack" --output text \
  --query "StackResourceSummaries[?ResourceType=='AWS::S3::Bucket' && ResourceStatus!='DELETE_COMPLETE'].PhysicalResourceId")
for bucket in $buckets; do
  [ "$bucket" = None ] || empty "$bucket"
done

echo "Deleting $stack ($found) ..."
aws cloudformation delete-stack --stack-name "$stack"
aws cloudformation wait stack-delete-complete --stack-name "$stack"
echo "Deleted $stack."
