# Reads the verbose log of ctest. Prints "PASSED FAILED NAME..." with the doctest cases of all
# programs added up, and the names of the ctest tests that failed. A program without a doctest
# summary (it crashed, or it is none) counts as one; one whose cases all passed but which failed all
# the same (a sanitizer's report at its end) counts one failure besides.
/^[0-9]+: .*\[doctest\] test cases:/ {
  id = $0
  sub(/:.*/, "", id)
  line = $0
  gsub(/\033\[[0-9;]*m/, "", line)
  split(line, column, "|")
  passed[id] += column[2]
  failed[id] += column[3]
  counted[id] = 1
}
/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
  id = $0
  sub(/^[^#]*#/, "", id)
  name = id
  sub(/:.*/, "", id)
  sub(/^[0-9]+: /, "", name)
  sub(/ .*/, "", name)
  names[id] = name
  outcome[id] = $0 ~ /Skipped|Disabled/ ? "skipped" : ($0 ~ /   Passed / ? "passed" : "failed")
}
END {
  for (id in names) {
    if (outcome[id] == "skipped") continue
    p += passed[id]
    f += failed[id]
    if (outcome[id] == "failed") {
      list = list " " names[id]
      if (!failed[id]) f++
    } else if (!counted[id]) {
      p++
    }
  }
  printf "%d %d%s\n", p, f, list
}
