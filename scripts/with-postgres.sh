#!/usr/bin/env bash
# Runs a command with a PostgreSQL server of its own, which leaves with it:
#   scripts/with-postgres.sh [--unsafe] COMMAND…
# The command finds the server in PREAU_TEST_POSTGRES. --unsafe writes nothing durably: faster, for tests
# that do not care about a power cut.
set -euo pipefail

fail() { echo "with-postgres: $*" >&2; exit 1; }

durability=()
if [ "${1:-}" = --unsafe ]; then
    durability=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
    shift
fi
[ $# -gt 0 ] || fail "usage: scripts/with-postgres.sh [--unsafe] COMMAND…"

# The newest version installed; Debian keeps the server's programs off the PATH.
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin -type d 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v postgres || true)")
[ -x "$bin/postgres" ] || fail "no PostgreSQL server here: run scripts/setup.sh test"

folder=$(mktemp -d "${TMPDIR:-/tmp}/preau-pg.XXXXXX")
# PostgreSQL refuses to run as root.
as_user=()
if [ "$(id -u)" = 0 ]; then
    user=postgres
    id "$user" >/dev/null 2>&1 || user=nobody
    chown "$user" "$folder"
    as_user=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups)
fi

server=
stop() {
    trap - EXIT
    if [ -n "$server" ] && kill -INT "$server" 2>/dev/null; then wait "$server" 2>/dev/null || true; fi
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

in_folder() { (cd "$folder" && env -u LANGUAGE LC_ALL=C.UTF-8 "$@"); }

in_folder "${as_user[@]}" "$bin/initdb" --pgdata="$folder/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; fail "initdb failed"; }

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() {
    # The kernel stops the server even if this script is killed without a chance to do so.
    cd "$folder"
    LC_ALL=C.UTF-8 exec setpriv --pdeathsig INT "${as_user[@]:1}" "$bin/postgres" -D "$folder/data" -p "$1" \
        -k "$folder" -c listen_addresses=127.0.0.1 -c max_connections=300 -c log_min_messages=fatal \
        "${durability[@]}"
}

# Ready means that a server answers on the port and that it is ours.
ready() {
    for _ in $(seq 100); do
        kill -0 "$server" 2>/dev/null || return 1
        "$bin/pg_isready" --quiet --host="$folder" --port="$1" && return 0
        sleep 0.1
    done
    return 1
}

for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    is_free "$port" || continue
    start "$port" >"$folder/server.log" 2>&1 &
    server=$!
    ready "$port" && break
    kill -INT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
done
[ -n "$server" ] || { cat "$folder/server.log" >&2; fail "the server did not start"; }

export PREAU_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
"$@"
