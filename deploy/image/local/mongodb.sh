#!/bin/bash
# PostgreSQL with DocumentDB, and FerretDB in front of it on MongoDB's port; data in /data/db.
set -euo pipefail
bin=/usr/lib/postgresql/18/bin
data=/data/db/postgresql
url='postgres://skladbridge@/postgres?host=/run/sockets&pool_min_conns=8&pool_max_conns=20'

# Made aside and renamed: a folder with this name is always whole.
if [ ! -d "$data" ]; then
  rm -rf "$data.new"
  "$bin/initdb" --pgdata "$data.new" --username skladbridge --auth trust --encoding UTF8 --locale C.UTF-8 --no-instructions
  mv "$data.new" "$data"
fi
cp /etc/skladbridge/postgresql.conf "$data/postgresql.conf"
rm -f "$data/postmaster.pid" # of a container that was killed

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
"$bin/psql" --quiet --host /run/sockets --username skladbridge --dbname postgres --set ON_ERROR_STOP=1 \
  --command "set client_min_messages = warning; create extension if not exists documentdb cascade"

mkdir -p /data/db/ferretdb
ferretdb "$url" 0.0.0.0:27017 /data/db/ferretdb & ferretdb=$!
wait -n "$postgres" "$ferretdb" # one without the other is of no use
exit 1
