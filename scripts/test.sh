#!/usr/bin/env bash
# Installs what is missing, builds, runs all tests, and ends with a line "N passed, M failed".
# Fails when a test failed or none ran.
#
#   scripts/test.sh            unit and integration tests of preset dev, as CI does
#   scripts/test.sh --unit     preset dev, unit tests only
#   scripts/test.sh --dev | --asan | --tsan     that preset only
#   scripts/test.sh --nightly  the sanitizers too, the heavy forms of the tests, and fuzzing
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# "PRESET LABEL": what a run without arguments consists of, and what --nightly adds. The sanitizers
# are not in the first list because their builds alone take twice the time that CI has.
RUNS=(
  "dev unit"
  "dev integration"
)
SANITIZER_RUNS=(
  "asan unit"
  "asan integration"
  "tsan unit"
  "tsan integration"
)

for part in say packages build run_tests; do
  # shellcheck source=/dev/null
  . "scripts/lib/$part.sh"
done

only_preset=
only_label=
sanitizers=
while (($#)); do
  case $1 in
    --unit) only_label=unit only_preset=${only_preset:-dev} ;;
    --dev) only_preset=dev ;;
    --asan | --tsan) only_preset=${1#--} sanitizers=yes ;;
    --nightly) export LIVETAP_NIGHTLY=1 sanitizers=yes ;;
    -h | --help)
      sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' scripts/test.sh
      exit 0
      ;;
    *) die "unknown argument $1; --help tells what there is" ;;
  esac
  shift
done
[[ -z $sanitizers ]] || RUNS+=("${SANITIZER_RUNS[@]}")

livetap_install "${LIVETAP_BUILD_PACKAGES[@]}" "${LIVETAP_DEMO_PACKAGES[@]}" \
  "${LIVETAP_TEST_PACKAGES[@]}"

export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export LSAN_OPTIONS=${LSAN_OPTIONS:-print_suppressions=0}
export TSAN_OPTIONS=${TSAN_OPTIONS:-second_deadlock_stack=1}

livetap_count "includes go one way" scripts/check_includes.sh
livetap_count "sources are formatted" scripts/check_format.sh

ran_before=$LIVETAP_PASSED
built=
for run in "${RUNS[@]}"; do
  read -r preset label <<<"$run"
  [[ -z $only_preset || $only_preset == "$preset" ]] || continue
  [[ -z $only_label || $only_label == "$label" ]] || continue
  if [[ $built != "$preset" ]]; then
    built=$preset
    build_failed=
    # In a shell of its own, where set -e holds although we ask for the outcome.
    bash -euo pipefail -c '. scripts/lib/say.sh; . scripts/lib/build.sh; livetap_build "$1"' - \
      "$preset" || build_failed=yes
    [[ -z $build_failed ]] || livetap_count "preset $preset builds" false
  fi
  [[ -n $build_failed ]] || livetap_run_tests "$preset" "$label"
done
if [[ -n ${LIVETAP_NIGHTLY:-} ]]; then
  livetap_count "the fuzz targets find nothing" scripts/fuzz.sh 300
fi

status=0
((LIVETAP_FAILED == 0 && LIVETAP_PASSED > ran_before)) || status=1
printf '%d passed, %d failed\n' "$LIVETAP_PASSED" "$LIVETAP_FAILED"
exit "$status"
