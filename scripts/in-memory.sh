#!/usr/bin/env bash
# Runs a command whose temporary files are in memory, where there is room for them:
#   scripts/in-memory.sh COMMAND…
# Tests sync small databases and files thousands of times, and would wait for the disk longer than they work.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: scripts/in-memory.sh COMMAND…" >&2; exit 1; }

# Kilobytes that must be free: of tests side by side some hold hundreds of megabytes for a moment.
least=$((4 << 20))
free=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1 || true)
available=$(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo 2>/dev/null || true)
if [ "${free:-0}" -lt "$least" ] || [ "${available:-0}" -lt $((least * 2)) ]; then
    exec "$@"
fi

TMPDIR=$(mktemp -d /dev/shm/preau.XXXXXX)
export TMPDIR
# The programs of other users that tests start have folders in it.
chmod 755 "$TMPDIR"
trap 'rm -rf "$TMPDIR"' EXIT
"$@"
