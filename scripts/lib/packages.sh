# Debian packages, installed only when missing. Needs say.sh.
#
#   livetap_install "${LIVETAP_BUILD_PACKAGES[@]}"
#
# As root, or through sudo. Services that come with a package are neither started nor enabled, and
# Debian's ready-made PostgreSQL cluster is not created: the scripts use private servers of their
# own.

LIVETAP_BUILD_PACKAGES=(
  build-essential cmake ninja-build ccache pkg-config
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libpqxx-dev libpq-dev
  libyaml-cpp-dev libspdlog-dev libcli11-dev libsqlite3-dev libssl-dev
  libjs-dygraphs
)
LIVETAP_DEMO_PACKAGES=(librabbitmq-dev postgresql rabbitmq-server openssl)
LIVETAP_TEST_PACKAGES=(
  doctest-dev influxdb influxdb-client curl jq clang-format-14
  chromium chromium-driver prometheus slowhttptest faketime
)
LIVETAP_FUZZ_PACKAGES=(clang-19 libclang-rt-19-dev)

# Prints those of the named packages that are not installed.
livetap_missing_packages() {
  local -A installed=()
  local name status
  while read -r name status; do
    [[ $status == "install ok installed" ]] && installed[$name]=1
  done < <(dpkg-query -W -f='${Package} ${Status}\n' "$@" 2>/dev/null || true)
  for name in "$@"; do
    [[ -n ${installed[$name]:-} ]] || printf '%s\n' "$name"
  done
}

livetap_install() {
  local -a missing
  mapfile -t missing < <(livetap_missing_packages "$@")
  ((${#missing[@]})) || return 0

  command -v apt-get >/dev/null ||
    die "these Debian packages are missing: ${missing[*]}; there is no apt-get here to install them"
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  local -a as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      die "not root, and there is no sudo; run as root: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  # A shell of its own, so that its trap takes the guards away whatever happens.
  "${as_root[@]}" bash -c "$(declare -f livetap_apt); livetap_apt \"\$@\"" livetap_apt \
    "${missing[@]}" >&2 || die "apt could not install the packages; its message is above"
}

# Runs as root.
livetap_apt() {
  set -euo pipefail
  export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
  local policy=/usr/sbin/policy-rc.d
  local cluster=/etc/postgresql-common/createcluster.d/livetap-no-main-cluster.conf
  guards=()
  trap 'rm -f "${guards[@]}"; rmdir /etc/postgresql-common{/createcluster.d,} 2>/dev/null || :' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [[ ! -e $policy ]]; then
    guards+=("$policy")
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  mkdir -p "${cluster%/*}"
  guards+=("$cluster")
  echo "create_main_cluster = false" >"$cluster"

  local units_before
  units_before=$(ls /lib/systemd/system 2>/dev/null || true)

  local -a apt=(apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
  # A fresh machine has no lists; old ones name versions that are gone.
  if ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; then "${apt[@]}" update; fi
  if ! "${apt[@]}" install -y --no-install-recommends "$@"; then
    "${apt[@]}" update
    "${apt[@]}" install -y --no-install-recommends "$@"
  fi

  # What was installed here shall not come up at the next boot either.
  local unit
  for unit in {postgresql,rabbitmq-server,influxdb,epmd,prometheus}.service epmd.socket; do
    [[ -e /lib/systemd/system/$unit ]] || continue
    grep -qxF "$unit" <<<"$units_before" && continue
    command -v systemctl >/dev/null && systemctl disable --quiet "$unit" || true
  done
}
