#!/usr/bin/env bash
# Shows Livetap at work on a machine that has never seen it (Debian 12).
#
#   scripts/demo.sh                            run until Ctrl-C
#   scripts/demo.sh --once                     print the agent's diagnosis and end with its status
#   scripts/demo.sh --once --without rabbitmq  the same with its RabbitMQ stopped
#   scripts/demo.sh --once --format json       further arguments go to the agent
#
# Installs what is missing, builds, starts a private PostgreSQL and RabbitMQ, the stand-in trading
# system (tests/demo) and the agent, all on free ports of 127.0.0.1, and stops them all at the end.
# GRAFANA_URL with GRAFANA_USER and GRAFANA_PASSWORD, or GRAFANA_TOKEN: pushes there too.
# LIVETAP_DEMO_HTTP: where the status page is (default 127.0.0.1 and any free port).
# LIVETAP_DEMO_DIR: where data and logs go (default build/demo).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for part in say packages build processes; do
  # shellcheck source=/dev/null
  . "scripts/lib/$part.sh"
done

SERVICES=(ws-gateway model-service order-manager position-manager feature-service)
BIN=build/release/bin

once=
without=
agent_arguments=()
while (($#)); do
  case $1 in
    --once) once=yes ;;
    --without)
      without=${2:-}
      [[ $without == rabbitmq || $without == postgres ]] ||
        die "--without rabbitmq, or --without postgres"
      shift
      ;;
    -h | --help)
      sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "scripts/demo.sh"
      exit 0
      ;;
    *) agent_arguments+=("$1") ;;
  esac
  shift
done

livetap_install "${LIVETAP_BUILD_PACKAGES[@]}" "${LIVETAP_DEMO_PACKAGES[@]}"
livetap_build release -DLIVETAP_DEMO=ON

folder=${LIVETAP_DEMO_DIR:-build/demo}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
exec 9>"$folder/lock"
flock -n 9 || die "a demo runs in $folder already; another one needs another LIVETAP_DEMO_DIR"
rm -rf "$folder"/{postgres,rabbitmq,servers.env,ports,state,*.log}
livetap_guard

# wait_for FILE PATTERN PID LOG: until a line of the file matches, while the program runs.
wait_for() {
  local waited
  for ((waited = 0; waited < 1500; waited++)); do
    grep -q "$2" "$1" 2>/dev/null && return
    livetap_alive "$3" || die "$4 says: $(tail -n 20 "$4")"
    sleep 0.1
  done
  die "nothing after 150 s; see $4"
}

say "starting a private PostgreSQL and RabbitMQ"
livetap_spawn "$folder/servers.log" "$BIN/livetap-demo-servers" "$folder" tests/demo/schema.sql config/history.sql 9>&-
servers=$LIVETAP_SPAWNED
wait_for "$folder/servers.env" . "$servers" "$folder/servers.log"
# shellcheck source=/dev/null
. "$folder/servers.env"

say "starting the stand-in trading system"
standin=("$BIN/livetap-standin" --rate "${LIVETAP_DEMO_RATE:-2}"
  --database "postgresql://postgres@127.0.0.1:$POSTGRES_PORT/ytrader"
  --amqp-port "$RABBITMQ_AMQP_PORT" --amqp-user "$RABBITMQ_USER")
for service in "${SERVICES[@]}"; do standin+=("--$service-port" 0); done
PGPASSWORD=$POSTGRES_PASSWORD LIVETAP_STANDIN_AMQP_PASSWORD=$RABBITMQ_PASSWORD \
  livetap_spawn "$folder/stand-in.log" "${standin[@]}" 9>&-
wait_for "$folder/stand-in.log" '^ready$' "$LIVETAP_SPAWNED" "$folder/stand-in.log"
wait_for "$folder/stand-in.log" 'database: connected' "$LIVETAP_SPAWNED" "$folder/stand-in.log"
wait_for "$folder/stand-in.log" 'consumer: connected' "$LIVETAP_SPAWNED" "$folder/stand-in.log"

port_of() { awk -v name="$1" '$1 == name { print $2 }' "$folder/stand-in.log"; }

# What config/demo.yaml and the probes of config/agent.yaml are made of.
export LIVETAP_DEMO_STATE_DIR=$folder/state LIVETAP_DEMO_PROBES=$folder/probes.yaml
export TRADING_DATABASE_URL=postgresql://grafana_monitor@127.0.0.1:$POSTGRES_PORT/ytrader
export GRAFANA_POSTGRES_PASSWORD=$GRAFANA_MONITOR_PASSWORD
export LIVETAP_HISTORY_PORT=$POSTGRES_PORT LIVETAP_HISTORY_PASSWORD
export RABBITMQ_URL RABBITMQ_USER RABBITMQ_PASSWORD
for service in "${SERVICES[@]}"; do
  name=${service^^}_URL
  export "${name//-/_}=http://127.0.0.1:$(port_of "$service")"
done
export MARKET_STREAM_URL=ws://127.0.0.1:$(port_of ws-gateway)/stream
mkdir -p "$LIVETAP_DEMO_STATE_DIR"
sed -n '/^probes:/,$p' config/agent.yaml >"$LIVETAP_DEMO_PROBES"
config=config/demo.yaml
if [[ -n ${GRAFANA_URL:-} ]]; then
  config=config/demo-grafana.yaml
  if [[ -n ${GRAFANA_TOKEN:-} ]]; then
    # Grafana takes a token as the password of this user.
    GRAFANA_USER=api_key
    GRAFANA_PASSWORD=$GRAFANA_TOKEN
  fi
  [[ -n ${GRAFANA_PASSWORD:-} ]] || die "GRAFANA_URL is set: set GRAFANA_PASSWORD or GRAFANA_TOKEN too"
  export GRAFANA_URL GRAFANA_PASSWORD GRAFANA_USER=${GRAFANA_USER:-admin}
fi

stop_server() { kill -"$1" "$servers"; }
if [[ $without == rabbitmq ]]; then
  say "stopping RabbitMQ"
  stop_server USR1
elif [[ $without == postgres ]]; then
  say "stopping PostgreSQL"
  stop_server USR2
fi
if [[ -n $without ]]; then
  wait_for "$folder/servers.log" "stopped $without" "$servers" "$folder/servers.log"
elif [[ -n $once ]]; then
  # RabbitMQ counts each 5 s: before that there is nothing to be seen of the queues.
  say "giving RabbitMQ time to count"
  sleep 6
fi

if [[ -n $once ]]; then
  status=0
  "$BIN/agent" --config "$config" --once "${agent_arguments[@]}" 9>&- || status=$?
  exit "$status"
fi

cat >&2 <<END

  folder         $folder (logs, state)
  PostgreSQL     127.0.0.1:$POSTGRES_PORT, database ytrader, user grafana_monitor; history: livetap, livetap_reader
                 (passwords: $folder/servers.env)
  RabbitMQ       $RABBITMQ_URL, user $RABBITMQ_USER
  services       $(for service in "${SERVICES[@]}"; do printf '%s :%s  ' "$service" "$(port_of "$service")"; done)
  stream         ws://127.0.0.1:$(port_of ws-gateway)/stream
  config         $config${GRAFANA_URL:+, pushing to $GRAFANA_URL}

  Break and mend (tests/demo/README.md):
    curl -X POST 'http://127.0.0.1:$(port_of control)/control/queue?mode=stall'     (mode=ok mends)
    kill -USR1 $servers     RabbitMQ stops, and the next one starts it again
    kill -USR2 $servers     PostgreSQL the same
    . $folder/agent.env; $BIN/agent --config $config --once     a diagnosis beside it

END
(umask 077 && env -0 | grep -z -E '^(LIVETAP_(DEMO|HISTORY)_[A-Z_]+|GRAFANA_[A-Z_]+|RABBITMQ_(URL|USER|PASSWORD)|[A-Z_]+_URL)=' | while IFS= read -r -d '' entry; do
  printf 'export %s=%q\n' "${entry%%=*}" "${entry#*=}"
done >"$folder/agent.env")

livetap_spawn "$folder/agent.log" "$BIN/agent" --config "$config" "${agent_arguments[@]}" 9>&-
agent=$LIVETAP_SPAWNED
wait_for "$folder/agent.log" 'status page: ' "$agent" "$folder/agent.log"
livetap_spawn - tail --pid="$agent" -n +1 -f "$folder/agent.log" 9>&-
sleep 2
say "the agent runs; Ctrl-C ends everything. Look at it live:"
printf '\n    %s\n\n' "$(sed -n 's/.*status page: //p' "$folder/agent.log")" >&2
wait "$agent" || die "the agent ended with status $?"
