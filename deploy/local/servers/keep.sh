#!/bin/bash
# Keeps one server as long as the one who started it lives. Standard input is the line to that one:
#   end of file   stop in an orderly way (also when the one who started us was killed)
#   "kill"        die at once, as in a power cut
# In a pid namespace this is process 1: when it ends, the kernel kills everything that is left in there.
#
# usage: keep.sh <command> …
set -u
trap '' INT HUP # Ctrl-C is for the one who started us
trap 'kill -TERM "$server" 2>/dev/null' TERM

exec 3<&0
"$@" < /dev/null & server=$!
{ read -r word <&3 && [ "$word" = kill ] && exit 9; exit 8; } & listener=$!

wait -n "$server" "$listener"; code=$?
if kill -0 "$server" 2>/dev/null; then
  if [ "$code" = 9 ]; then
    [ $$ = 1 ] || kill -KILL -- -$$
    exit 137
  fi
  kill -TERM "$server" 2>/dev/null
  wait "$server"; code=$?
fi
kill "$listener" 2>/dev/null
[ $$ = 1 ] || { trap '' TERM; kill -TERM -- -$$; } # what the server left behind, if no kernel does it for us
exit "$code"
