#!/usr/bin/env bash
# Compiles a function to one native executable: publish.sh [--here] PROJECT-FOLDER TARGET-FOLDER [PROPERTY...].
# The target gets 'bootstrap', which is what Lambda starts, without its symbols: those stay in .local/native for whoever has to read
# a crash. An executable starts only where the C library is as new as where it was made; Lambda's is of Amazon Linux 2023, so what needs
# a newer one is refused. With --here it is to run on this machine alone: it has no symbols, and may have AwsCompat in it.
set -euo pipefail

here=''
if [ "${1:-}" = --here ]; then
  here=1
  shift
fi
usage='usage: publish.sh [--here] PROJECT-FOLDER TARGET-FOLDER [PROPERTY...]'
project=${1:?$usage} target=${2:?$usage}
shift 2
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
name=$(basename "$project")
case "$(uname -m)" in
  x86_64) runtime=linux-x64 ;;
  aarch64 | arm64) runtime=linux-arm64 ;;
  *) echo "error: Lambda has no processors of the kind $(uname -m)" >&2 && exit 2 ;;
esac
properties=(-p:TreatWarningsAsErrors=true "$@")
[ -z "$here" ] || properties+=(-p:PublishForThisMachine=true -p:RunAnalyzers=false -p:NativeDebugSymbols=false)
command -v clang >/dev/null || properties+=(-p:CppCompilerAndLinker=gcc)

# A folder of its own: the build that runs under the JIT has other packages, and stays as it is.
build=$source/../.local/native/build
dotnet publish "$project" -c Release -r "$runtime" --artifacts-path "$build" -nologo -v q -clp:NoSummary "${properties[@]}" </dev/null
executable=$build/publish/$name/release_$runtime/$name
[ -n "$here" ] || "$source/../.github/scripts/glibc.sh" "$executable"
mkdir -p "$target"
cp "$executable" "$target/bootstrap"
