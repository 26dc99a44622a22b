#!/bin/bash
# Runs as root in mount, pid and ipc namespaces of its own (`unshare` has made them): what is mounted here is seen
# by nobody else and is gone with the last process. Binds the data in, becomes an ordinary user, starts keep.sh.
#
# usage: enter.sh <root folder> <data folder> <folder of keep.sh> <folder of FerretDB> <uid> <command> …
set -euo pipefail

root=$1 data=$2 scripts=$3 ferretdb=$4 uid=$5
shift 5

# Held until the last process in here is gone: a predecessor that is still stopping is waited for.
mkdir -p "$data"
exec 9> "$data.lock"
flock --wait 30 9 || { echo "another server still uses $data" >&2; exit 75; }

mount --make-rprivate /
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/dev/shm"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/run"

mkdir -p "$root/run/data" "$root/run/scripts" "$root/run/ferretdb" "$root/run/sockets"
chmod 1777 "$root/tmp" "$root/run/sockets" "$root/dev/shm"
mount --bind "$data" "$root/run/data"
mount --bind "$scripts" "$root/run/scripts"
mount --bind "$ferretdb" "$root/run/ferretdb"

# PostgreSQL asks for its user's name, Erlang for its host's address: both know only what these files say.
{ cat "$root/etc/passwd"; echo "skladbridge:x:$uid:$uid::/run/data:/bin/bash"; } > "$root/run/passwd"
{ echo '127.0.0.1 localhost'; echo "127.0.0.1 $(uname -n)"; } > "$root/run/hosts"
mount --bind "$root/run/passwd" "$root/etc/passwd"
mount --bind "$root/run/hosts" "$root/etc/hosts"

[ "$(stat --format %u "$data")" = "$uid" ] || chown --recursive "$uid:$uid" "$data"
export HOME=/run/data LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec chroot --userspec="$uid:$uid" "$root" /bin/bash /run/scripts/keep.sh "$@"
