#!/bin/sh
# Loads a running sample: load.sh PORT [REQUESTS] [CONNECTIONS]
# Ends with 1 if a request failed or got no answer.
set -eu

if [ $# -lt 1 ]; then
  echo "usage: $0 PORT [REQUESTS=20000] [CONNECTIONS=64]" >&2
  exit 2
fi
if ! command -v wrk >/dev/null; then
  echo "wrk is missing: apt-get install wrk" >&2
  exit 2
fi

port=$1
requests=${2:-20000}
connections=${3:-64}
threads=2
[ "$connections" -ge "$threads" ] || threads=$connections

# The script stops after that many requests; the duration is for a service that hangs.
exec wrk -t "$threads" -c "$connections" -d "${LOAD_LIMIT:-300s}" --timeout 30s \
  -s "$(dirname "$0")/load.lua" "http://127.0.0.1:$port" -- "$requests" "$threads"
