# Running a preset's tests and counting them. Needs say.sh and build.sh.
#
#   livetap_run_tests dev unit        # adds to LIVETAP_PASSED and LIVETAP_FAILED
#   livetap_count NAME COMMAND...     # the same with one command as one test

LIVETAP_PASSED=0
LIVETAP_FAILED=0

# An empty-handed machine may refuse it (a container), then the tests run as they are.
livetap_fixed_addresses() {
  if setarch -R true 2>/dev/null; then setarch -R "$@"; else "$@"; fi
}

# The lines of one failed test, without ctest's number before each.
livetap_print_failure() {
  local log=$1 name=$2
  printf -- '---- %s failed:\n' "$name"
  awk -v name="$name" '
    $1 == "Start" { if ($3 == name) id = $2; next }
    id != "" && $1 == id { sub(/^[0-9]+: ?/, ""); print }' "$log" | tail -n 150
}

# Fails when a sanitizer wrote a report into the folder, and prints it. Those of test plugins that crash
# or misbehave on purpose do not count.
livetap_no_reports() {
  local report found=0
  for report in "$1"/*; do
    [[ -e $report ]] || continue
    ! grep -qE 'SUMMARY: [A-Za-z]+Sanitizer: (SEGV|FPE|ILL|BUS|stack-overflow|.*/tests/abi/)' "$report" || continue
    head -n 60 "$report"
    found=1
  done
  return "$found"
}

livetap_run_tests() {
  local preset=$1 label=$2 log=build/test-logs/$1-$2.log
  local jobs=1
  [[ $label == unit ]] && jobs=$(nproc)
  mkdir -p "${log%/*}"
  say "preset $preset: $label tests (log: $log)"
  local -a ctest=(ctest --test-dir "build/$preset" -L "^$label\$" -V -j "$jobs" --no-tests=ignore)
  # gcc 12's thread sanitizer cannot live with the address layout of newer kernels.
  [[ $preset == tsan ]] && ctest=(livetap_fixed_addresses "${ctest[@]}")
  # The agents that tests start say what a sanitizer finds to files, where nobody can miss it.
  local reports=$PWD/build/test-logs/$preset-$label-reports
  rm -rf "$reports" && mkdir -p -m 777 "$reports"
  TSAN_OPTIONS="${TSAN_OPTIONS:-} log_path=$reports/tsan" \
    ASAN_OPTIONS="${ASAN_OPTIONS:-} log_path=$reports/asan" \
    UBSAN_OPTIONS="${UBSAN_OPTIONS:-} log_path=$reports/ubsan" "${ctest[@]}" 2>&1 |
    tee "$log" | grep -E '^ *[0-9]+/[0-9]+ Test' >&2 || true

  local passed failed names name
  read -r passed failed names < <(awk -f scripts/lib/count_tests.awk "$log")
  for name in $names; do livetap_print_failure "$log" "$name"; done
  LIVETAP_PASSED=$((LIVETAP_PASSED + passed))
  LIVETAP_FAILED=$((LIVETAP_FAILED + failed))
  if [[ $preset != dev ]]; then
    livetap_count "$preset: nothing is reported in the $label tests" livetap_no_reports "$reports"
  fi
  say "preset $preset: $label: $passed passed, $failed failed"
}

livetap_count() {
  local name=$1
  shift
  if "$@" >&2; then
    LIVETAP_PASSED=$((LIVETAP_PASSED + 1))
    say "$name: passed"
  else
    LIVETAP_FAILED=$((LIVETAP_FAILED + 1))
    printf -- '---- %s failed\n' "$name"
  fi
}
