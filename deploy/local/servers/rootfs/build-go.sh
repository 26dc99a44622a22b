#!/bin/bash
# Builds one program with the Go of a root folder. Runs as root in a mount namespace of its own.
#
# usage: build-go.sh <root folder> <folder of go.mod> <folder for the program> <its name> <package> <flags for the linker>
set -euo pipefail
root=$1 source=$2 target=$3 name=$4 package=$5 ldflags=$6

mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mkdir "$root/run/source" "$root/run/target"
mount --bind "$source" "$root/run/source"
mount --bind "$target" "$root/run/target"
cat /etc/resolv.conf > "$root/etc/resolv.conf"
cat /etc/hosts > "$root/etc/hosts"
# The machine may trust more than Debian does, such as a proxy's certificate.
trusted=/etc/ssl/certs/ca-certificates.crt
if [ -r "$trusted" ]; then
  cp "$trusted" "$root/run/trusted.crt"
  export SSL_CERT_FILE=/run/trusted.crt
fi

export HOME=/root GOTOOLCHAIN=auto CGO_ENABLED=0 PATH=/usr/sbin:/usr/bin:/sbin:/bin
chroot "$root" bash -c 'cd /run/source && go build -trimpath -buildvcs=false -ldflags="$1" -o "/run/target/$2" "$3"' \
  bash "$ldflags" "$name" "$package"
