#!/bin/bash
# PostgreSQL with DocumentDB, and FerretDB in front of it; PostgreSQL listens on a socket file that only they see.
#
# usage: mongodb.sh <port of FerretDB>
set -euo pipefail
port=$1
bin=/usr/lib/postgresql/18/bin
data=/run/data/postgresql
# More connections than this only compete for the cores: with 40 the slowest of 100 writes took twice as long.
url='postgres://skladbridge@/postgres?host=/run/sockets&pool_min_conns=8&pool_max_conns=20'

# Made aside and renamed: a folder with this name is always whole.
if [ ! -d "$data" ]; then
  rm -rf "$data.new"
  "$bin/initdb" --pgdata "$data.new" --auth trust --encoding UTF8 --locale C.UTF-8 --no-instructions
  mv "$data.new" "$data"
fi
cp /run/scripts/rootfs/postgresql.conf "$data/postgresql.conf"
# After a kill its number may be somebody else's in the new pid namespace; enter.sh has made sure that it is dead.
rm -f "$data/postmaster.pid"

"$bin/postgres" -D "$data" & postgres=$!
ferretdb=''
stop() {
  trap '' TERM
  [ -n "$ferretdb" ] && kill -TERM "$ferretdb" 2>/dev/null && wait "$ferretdb"
  kill -INT "$postgres" 2>/dev/null && wait "$postgres" # INT is PostgreSQL's fast, orderly stop
  exit 0
}
trap stop TERM

until "$bin/pg_isready" --quiet --host /run/sockets; do
  kill -0 "$postgres" || exit 1
  sleep 0.05
done
"$bin/psql" --quiet --host /run/sockets --dbname postgres --set ON_ERROR_STOP=1 \
  --command "set client_min_messages = warning; create extension if not exists documentdb cascade"

mkdir -p /run/data/ferretdb
/run/ferretdb/ferretdb "$url" "127.0.0.1:$port" /run/data/ferretdb & ferretdb=$!
wait -n "$postgres" "$ferretdb" # one without the other is of no use
exit 1
