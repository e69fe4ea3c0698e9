# What the scripts say, on stderr: stdout carries results only.

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
warn() { printf 'warning: %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# No colour where nobody looks at a terminal.
if [[ ! -t 2 || -n ${NO_COLOR:-} ]]; then
  say() { printf '==> %s\n' "$*" >&2; }
fi
