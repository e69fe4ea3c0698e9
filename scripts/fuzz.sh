#!/usr/bin/env bash
# Installs what is missing, builds the fuzz targets with clang, and lets each look for bad inputs, with
# the address and undefined behaviour sanitizers. Fails when one found something; what it found is in
# build/fuzz/finds. The corpus in tests/fuzz/corpus is read, not changed.
#
#   scripts/fuzz.sh [SECONDS_EACH] [TARGET...]     60 s each, all of them
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for part in say packages build run_tests; do
  # shellcheck source=/dev/null
  . "scripts/lib/$part.sh"
done

seconds=60
if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' scripts/fuzz.sh
  exit 0
fi
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
  seconds=$1
  shift
fi
targets=("$@")
((${#targets[@]})) || for folder in tests/fuzz/corpus/*; do targets+=("${folder##*/}"); done

livetap_install "${LIVETAP_BUILD_PACKAGES[@]}" "${LIVETAP_DEMO_PACKAGES[@]}" \
  "${LIVETAP_TEST_PACKAGES[@]}" "${LIVETAP_FUZZ_PACKAGES[@]}"
livetap_build fuzz -- "${targets[@]/#/fuzz_}"

export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
mkdir -p build/fuzz/finds

# New inputs go to a folder of the build's; the next run goes on with them.
fuzz() {
  local found=build/fuzz/corpus/$1
  mkdir -p "$found"
  build/fuzz/bin/"fuzz_$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
    -print_final_stats=1 -verbosity=0 -artifact_prefix="build/fuzz/finds/$1-" "$found" \
    "tests/fuzz/corpus/$1"
}

for target in "${targets[@]}"; do
  livetap_count "$target, $seconds s" fuzz "$target"
done
printf '%d passed, %d failed\n' "$LIVETAP_PASSED" "$LIVETAP_FAILED"
((LIVETAP_FAILED == 0))
