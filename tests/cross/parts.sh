# Functions that `run` and `sanitize` share: parts pass, fail, or are skipped, and are listed at the end.
# Sourced.

set -euo pipefail
export CARGO_TERM_COLOR=never
rustc=${RUSTC:-rustc}
host=$("$rustc" -vV | sed -n 's/^host: //p')
strict=
parts=()
passed=()
failed=()
skipped=()

# Parses the arguments: names of parts, and `--strict`.
choose() { # known-parts arguments…
  local known=$1 argument
  shift
  for argument; do
    if [[ $argument == --strict ]]; then
      strict=yes
    elif [[ " $known " == *" $argument "* ]]; then
      parts+=("$argument")
    else
      printf '%s is none of: %s\n' "$argument" "$known" >&2
      exit 2
    fi
  done
  ((${#parts[@]})) || read -ra parts <<<"$known"
}

skip() { # part why
  printf '\n!!! SKIPPED %s: %s\n' "$1" "$2"
  skipped+=("$1: $2")
}

# Runs a part and records its result.
part() { # part command…
  local name=$1 from=$SECONDS
  shift
  printf '\n==> %s: %s\n' "$name" "$*"
  if "$@"; then
    passed+=("$name, $((SECONDS - from)) s")
  else
    failed+=("$name")
  fi
}

# Prints all results, and returns the exit code of the script.
finish() {
  printf '\n%s, %s\n' "$(date -u +%F)" "$("$rustc" -V)"
  ((${#passed[@]} == 0)) || printf 'passed: %s\n' "${passed[@]}"
  ((${#skipped[@]} == 0)) || printf '!!! SKIPPED %s\n' "${skipped[@]}"
  ((${#failed[@]} == 0)) || printf '!!! FAILED %s\n' "${failed[@]}"
  ((${#failed[@]} == 0)) && [[ -z $strict || ${#skipped[@]} -eq 0 ]]
}
