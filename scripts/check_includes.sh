#!/usr/bin/env bash
# Includes go one way: a stage of the agent includes itself and the stages before it in STAGES.
# net/ stands below all and includes nothing of the tree; plugins include net/ and the SDK, never
# the agent or each other; the SDK includes itself only. Prints each violation; fails if there is one.
#
#   scripts/check_includes.sh [TREE]
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}"

STAGES="model config worker line route change condition view event dashboard journal history sql shipper sink once web run"

find agent net plugins -name '*.[ch]pp' -o -name '*.[ch]' | sort | xargs -r grep -Hn '^ *# *include *["<]' |
  awk -v stages="$STAGES" '
    BEGIN {
      count = split(stages, names, " ")
      for (i = 1; i <= count; i++) rank["agent/" names[i]] = i
      bad = 0
    }
    # The part of the tree that a path belongs to: two folders deep, or one for net/ and for what
    # lies in agent/ itself (main.cpp), which may include everything.
    function part(path,   piece) {
      if (path ~ /^livetap\//) return "plugins/sdk"
      split(path, piece, "/")
      if (piece[1] == "net") return "net"
      if (path ~ /^agent\/[^\/]+$/) return "agent"
      return piece[1] "/" piece[2]
    }
    function complain(why) {
      printf "%s: %s\n", $0, why
      bad = 1
    }
    {
      file = $0
      sub(/:.*/, "", file)
      included = $0
      sub(/^[^"<]*["<]/, "", included)
      sub(/[">].*/, "", included)
      if (included !~ /^(agent|net|plugins|livetap)\//) next
      from = part(file)
      to = part(included)
      if (from == to || from == "agent") next
      if (from == "net") complain("net/ includes nothing of the tree")
      else if (from == "plugins/sdk") complain("the SDK includes itself only")
      else if (from ~ /^plugins\//) {
        if (to ~ /^agent/) complain("a plugin never includes the agent")
        else if (to != "net" && to != "plugins/sdk") complain("a plugin never includes another")
      } else if (!(from in rank)) complain("a folder of the agent that is not in STAGES")
      else if (to == "net" || to == "plugins/sdk") next
      else if (!(to in rank)) complain("the agent includes its stages, net/ and the SDK only")
      else if (rank[to] > rank[from]) complain("the pipeline goes " stages)
    }
    END { exit bad }'
