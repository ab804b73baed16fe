#!/usr/bin/env bash
# Asks a deployed API what only a working one answers: smoke.sh URL [SECONDS]. It needs no account and changes nothing.
set -uo pipefail

url=${1:?usage: smoke.sh URL [SECONDS]}
url=${url%/}
patience=${2:-60}
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
failed=0

ask() { # METHOD PATH [CURL OPTION...]: prints the status, keeps the answer
  local method=$1 path=$2
  shift 2
  curl -sS -o "$answer" -w '%{http_code}' --max-time 30 -X "$method" "$url$path" "$@" 2>/dev/null
}

expect() { # WHAT STATUS TEXT METHOD PATH [CURL OPTION...]
  local what=$1 status=$2 text=$3 got
  shift 3
  got=$(ask "$@")
  if [ "$got" = "$status" ] && grep -q -- "$text" "$answer"; then
    echo "ok: $what"
  else
    echo "FAILED: $what: expected $status with '$text', got $got: $(head -c 300 "$answer")"
    failed=1
  fi
}

# A new stack's address is not known everywhere at once.
json=(-H 'Content-Type: application/json')
deadline=$((SECONDS + patience))
until [ "$(ask POST /auth/salt "${json[@]}" -d '{"email":"nobody@clinic.test"}')" = 200 ]; do
  [ "$SECONDS" -lt "$deadline" ] || break
  sleep 2
done

expect 'auth reads its tables and its secret' 200 '"salt":"' POST /auth/salt "${json[@]}" -d '{"email":"nobody@clinic.test"}'
expect 'a wrong login is refused by the triggers' 401 '"code":"wrong-credentials"' POST /auth/login "${json[@]}" \
  -d "{\"email\":\"smoke-$RANDOM$RANDOM@clinic.test\",\"password\":\"not a password of anybody\"}"
expect 'invalid input names its field' 400 '"email"' POST /auth/salt "${json[@]}" -d '{}'
for path in /users /sessions/catalogue /messages /reports/summary; do
  expect "$path wants a token" 401 '"status":401' GET "$path"
done
expect 'another method is refused by the function' 405 '"status":405' DELETE /users
exit "$failed"
