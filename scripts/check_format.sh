#!/usr/bin/env bash
# Every source file is as clang-format-14 leaves it; prints where not and fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
find agent net plugins tests -name '*.[ch]pp' -o -name '*.[ch]' | sort |
  xargs -r clang-format-14 --dry-run -Werror --style=file
