#!/usr/bin/env bash
# Measures the mail beside Dovecot on the same machine and disk:
#   scripts/beside-dovecot.sh preau bench …
# runs the command with a Dovecot of its own, which leaves with it, and tells it where that is. Boxes are in sdbox, one file
# a message, synced before it is acknowledged.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: scripts/beside-dovecot.sh preau bench …" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "beside-dovecot: Dovecot starts as root only" >&2; exit 1; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/preau-dovecot.XXXXXX")
stop() {
    dovecot -c "$folder/dovecot.conf" stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT

port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
lmtp=$(port)
imap=$(port)

chmod 755 "$folder"
mkdir "$folder/boxes"
chown mail:mail "$folder/boxes"
cat >"$folder/dovecot.conf" <<CONF
base_dir = $folder/run
state_dir = $folder/state
log_path = $folder/log
ssl = no
disable_plaintext_auth = no
protocols = imap lmtp
first_valid_uid = 1
mail_uid = mail
mail_gid = mail
mail_location = sdbox:$folder/boxes/%u
mail_fsync = always
mail_max_userip_connections = 100
namespace inbox {
  inbox = yes
}
passdb {
  driver = static
  args = password=banc
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$folder/boxes/%u allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = $imap
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = $lmtp
  }
}
CONF
dovecot -c "$folder/dovecot.conf"

"$@" --peer-lmtp "127.0.0.1:$lmtp" --peer-imap "127.0.0.1:$imap"
