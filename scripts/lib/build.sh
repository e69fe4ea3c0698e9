# Configuring and building a preset. Needs say.sh.
#
#   livetap_build release [-DNAME=VALUE...] [-- TARGET...]

# Paths below the checkout do not count, so that another clone on this machine finds what is cached.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

livetap_build() {
  local preset=$1
  shift
  local -a settings=()
  while (($#)) && [[ $1 != -- ]]; do
    settings+=("$1")
    shift
  done
  (($#)) && shift
  say "building preset $preset"
  cmake --preset "$preset" "${settings[@]}" >&2
  cmake --build --preset "$preset" ${1:+--target "$@"} >&2
}
