# Programs in the background that never outlive the script. Needs say.sh.
#
#   livetap_guard                     # once, at the start: sets the traps
#   livetap_spawn LOG PROGRAM ARG...  # its id is then in LIVETAP_SPAWNED; LOG -: our own outputs
#   livetap_stop                      # all of them, last started first

LIVETAP_GROUPS=()
LIVETAP_SPAWNED=

livetap_guard() {
  trap livetap_stop EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}

livetap_spawn() {
  local log=$1
  shift
  # A process group of its own: Ctrl-C reaches this script only, which stops them in order. And a
  # SIGTERM when this script is killed.
  set -m
  if [[ $log == - ]]; then
    setpriv --pdeathsig TERM "$@" </dev/null &
  else
    setpriv --pdeathsig TERM "$@" </dev/null >>"$log" 2>&1 &
  fi
  set +m
  LIVETAP_SPAWNED=$!
  LIVETAP_GROUPS+=("$LIVETAP_SPAWNED")
}

livetap_alive() { kill -0 "$1" 2>/dev/null; }

# The members of a process group that still run.
livetap_group_alive() { kill -0 -- "-$1" 2>/dev/null; }

livetap_stop() {
  trap '' INT TERM HUP
  local at group
  for ((at = ${#LIVETAP_GROUPS[@]} - 1; at >= 0; at--)); do
    group=${LIVETAP_GROUPS[at]}
    kill -TERM "$group" 2>/dev/null || true
    local waited
    for ((waited = 0; waited < 100; waited++)); do
      livetap_alive "$group" || break
      sleep 0.1
    done
    # What was left in the group, the program itself if it did not listen.
    livetap_group_alive "$group" && kill -KILL -- "-$group" 2>/dev/null || true
    wait "$group" 2>/dev/null || true
  done
  LIVETAP_GROUPS=()
}
