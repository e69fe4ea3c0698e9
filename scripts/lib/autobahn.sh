#!/usr/bin/env bash
# Makes the Autobahn suite ready in a folder and prints the Python that runs it. The suite wants
# Python 2.7, which Debian 12 has not: without one, or without PyPI, it says so and fails.
#
#   scripts/lib/autobahn.sh FOLDER
set -euo pipefail
folder=$1
suite=autobahntestsuite==25.10.1

candidates=(python2.7 python2 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/2.7*/bin/python)
python=
for candidate in "${candidates[@]}"; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (2, 7))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[[ -n $python ]] || {
  echo "no Python 2.7 here" >&2
  exit 1
}

if [[ ! -e $folder/ready ]]; then
  rm -rf "$folder"
  mkdir -p "$folder"
  "$python" -m pip install --quiet --disable-pip-version-check --target "$folder/site" "$suite" \
    >"$folder/pip.log" 2>&1 || {
    echo "pip cannot install $suite: see $folder/pip.log" >&2
    exit 1
  }
  touch "$folder/ready"
fi
echo "$python"
