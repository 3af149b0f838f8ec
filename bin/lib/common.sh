# shellcheck shell=bash
# What every script in bin/ shares: messages, the cache folder, locks, and long commands shown with progress.
# Sourced, never run. Kept to what bash 3.2 knows, which is all that macOS has.

# Functions that only a trap calls look unreachable to shellcheck.
# shellcheck disable=SC2317

# Services and bare containers may run without it; the tilde then comes from the user database.
[[ -n ${HOME+set} ]] || export HOME=~

# Messages go to stderr: stdout belongs to the program that a launcher starts.
say() { printf '%s\n' "$*" >&2; }

# fail STATUS MESSAGE...: usage and missing prerequisites are 2, everything else is 1.
fail() {
  local status=$1
  shift
  printf '%s: ' "${0##*/}" >&2
  printf '%s\n' "$@" >&2
  exit "$status"
}

# The one place outside the tree that these scripts write to and keep.
cache_folder() { printf '%s/operator-metrics' "${XDG_CACHE_HOME:-$HOME/.cache}"; }

# hold_lock NAME: waits until no other run holds it; it is released when the calling (sub)shell ends. Every result that
# it guards is also published by a rename, so a system without flock (macOS) at worst does the work twice.
hold_lock() {
  local folder
  folder=$(cache_folder)/locks
  # Where nothing can be kept there is nothing to guard either.
  mkdir -p "$folder" 2>/dev/null && { exec 9>"$folder/$1"; } 2>/dev/null || return 0
  command -v flock >/dev/null || return 0
  flock --nonblock 9 && return 0
  say "waiting for another run that is busy with $1 …"
  flock 9
}

# run_with_progress TITLE COMMAND...: runs a long command, its output in a log of which the end (failure_lines, 80 when
# unset) is shown only when it fails. On a terminal one line is rewritten each second; elsewhere (CI) a new line
# appears after 3 seconds and then every 30.
run_with_progress() (
  title=$1
  shift
  log=$(mktemp "${TMPDIR:-/tmp}/operator-metrics-log.XXXXXX")
  job=''
  # Children of an interrupted script would go on in the background; a process group of its own lets us end all of them.
  stop_job() {
    if [[ -n $job ]]; then
      kill -TERM -- "-$job" 2>/dev/null || true
      wait "$job" 2>/dev/null || true
    fi
    rm -f "$log"
  }
  trap stop_job EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP

  on_terminal=false
  [[ -t 2 ]] && on_terminal=true
  started=$SECONDS
  shown=0
  next=3
  set -m
  "$@" >"$log" 2>&1 </dev/null 9>&- &
  job=$!
  set +m
  while kill -0 "$job" 2>/dev/null; do
    sleep 0.2
    # $$ is the script, not this subshell: when it was killed, nobody wants the result any more.
    kill -0 $$ 2>/dev/null || exit 143
    elapsed=$((SECONDS - started))
    if $on_terminal && ((elapsed > shown)); then
      shown=$elapsed
      printf '\r\033[K%.*s' "$((${COLUMNS:-100} - 1))" "$(progress_line "$title" "$elapsed" "$log")" >&2
    elif ! $on_terminal && ((elapsed >= next)); then
      next=$((elapsed + 30))
      say "$(progress_line "$title" "$elapsed" "$log")"
    fi
  done
  if $on_terminal && ((shown > 0)); then printf '\r\033[K' >&2; fi
  status=0
  wait "$job" || status=$?
  job=''
  if ((status != 0)); then
    say "$title failed with status $status after $(elapsed_time $((SECONDS - started))). Its last lines:"
    tail -n "${failure_lines:-80}" "$log" | cut -c -300 >&2
  fi
  exit "$status"
)

progress_line() {
  local doing
  doing=$(tail -n 1 "$3" 2>/dev/null | tr -d '\r\033' | cut -c -70)
  printf '%s, %s%s' "$1" "$(elapsed_time "$2")" "${doing:+: $doing}"
}

elapsed_time() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }
