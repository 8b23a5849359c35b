#!/usr/bin/env bash
# Fuzzes what reads the bytes of strangers, led by coverage; the targets are listed in crates/mail/src/fuzzing/mod.rs:
#   scripts/fuzz.sh [SECONDS [TARGET…]]   each target for so long (10), as many at once as there are cores
#   scripts/fuzz.sh repeat TARGET FILE    one input, as a crash left it; FILE may be - for base64 on the standard input
# PREAU_FUZZ_SEED makes of chance the same each time. The corpora grow under target/fuzz/. libFuzzer comes with LLVM's compiler runtime (scripts/setup.sh test) and is linked
# into the test program of `mail` alone, whose other crates are those of the ordinary tests.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$PWD/target/fuzz
fail() { echo "fuzz: $*" >&2; exit 1; }

main() {
    build
    if [ "${1:-}" = repeat ]; then
        repeat "$2" "$3"
        return
    fi
    local seconds=${1:-10} target
    shift || true
    is_led
    [ $# -gt 0 ] || set -- $(start list)
    [ $# -gt 0 ] || fail "there are no targets"
    rm -f "$folder"/*/failed
    for target; do
        while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
        run "$target" "$seconds" &
    done
    wait
    ! compgen -G "$folder/*/failed" >/dev/null || fail "a promise is broken: CONTRIBUTING.md says how to repeat it"
}

build() {
    local runtime flags
    runtime=$(compgen -G "/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer_no_main-$(uname -m).a" | sort -V | tail -n 1) ||
        fail "libFuzzer is missing: run scripts/setup.sh test"
    # What cargo-fuzz gives to rustc, all of it stable. Under the fuzzer the ordinary tests have nobody who calls them.
    flags=(--cfg fuzzing -A dead_code -A unused -C passes=sancov-module -C codegen-units=1 -C opt-level=1)
    for flag in level=4 inline-8bit-counters pc-table trace-compares; do
        flags+=(-C "llvm-args=-sanitizer-coverage-$flag")
    done
    flags+=(-C "link-arg=$runtime" -C link-arg=-lstdc++)
    program=$(cargo rustc --package mail --lib --profile test --locked --message-format json-render-diagnostics -- "${flags[@]}" |
        sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
    [ -x "$program" ] || fail "no program was built"
}

# start TARGET ARGUMENT…: libFuzzer itself, in the stack that the threads of the program have.
start() (
    local target=$1
    shift
    ulimit -s 2048
    PREAU_FUZZ=$target RUST_BACKTRACE=1 "$program" "$@"
)

# Without coverage fuzzing is chance, and would pass: a fault that only coverage leads to must be found.
is_led() {
    rm -rf "$folder/planted"
    mkdir -p "$folder/planted"
    PREAU_FUZZ_FOLDER=$folder/planted start planted -seed=1 -max_total_time=60 -max_len=16 \
        "-artifact_prefix=$folder/planted/" >"$folder/planted/log" 2>&1 || true
    grep -q 'found what was planted' "$folder/planted/log" ||
        fail "a planted fault was not found: is the program instrumented? See $folder/planted/log"
}

run() {
    local target=$1 seconds=$2 place=$folder/$1 log=$folder/$1/log crash
    mkdir -p "$place"
    rm -f "$place"/{crash,timeout,oom,slow-unit}-*
    # Ten seconds and a gigabyte for one message are never right, however slow an unoptimised build is.
    if PREAU_FUZZ_FOLDER=$place start "$target" "-max_total_time=$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=16384 \
        -print_funcs=0 "-seed=${PREAU_FUZZ_SEED:-0}" "-artifact_prefix=$place/" >"$log" 2>&1 && grep -q 'INITED cov: [1-9]' "$log"; then
        echo "fuzz: $target: $(first_figure "$log") of the seeds; $(last_figure "$log")"
        return
    fi
    touch "$place/failed"
    grep -vE '^(#[0-9]|WARNING: Failed to find)|NEW_FUNC|Uses: ' "$log" | tail -n 60
    for crash in "$place"/{crash,timeout,oom}-*; do
        [ -f "$crash" ] || continue
        echo "fuzz: $target fails on $crash, in base64:"
        base64 "$crash"
        echo "fuzz: scripts/fuzz.sh repeat $target $crash"
    done
}

first_figure() { sed -n 's/.*INITED \(cov: [0-9]*\).*/\1/p' "$1" | head -n 1; }
last_figure() { sed -n 's/^#\([0-9]*\).*DONE *\(cov: [0-9]*\).*/\1 inputs, \2/p' "$1" | tail -n 1; }

repeat() {
    local target=$1 file=$2
    if [ "$file" = - ]; then
        mkdir -p "$folder"
        file=$folder/repeated
        base64 --decode >"$file"
    fi
    start "$target" "$(realpath "$file")"
}

main "$@"
