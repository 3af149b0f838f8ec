# shellcheck shell=bash
# Installs the programs that the tests need and this machine lacks. Sourced, after common.sh.

# require_commands COMMAND=PACKAGE...: returns at once when every command is there, else installs the Debian packages of
# those that are not. Where that cannot be done it says what to do by hand, and the script ends with status 2. What begins
# with / is not a command but a file or folder that must exist: a library.
require_commands() {
  local pair
  local commands=() packages=()
  for pair in "$@"; do
    is_present "${pair%%=*}" && continue
    commands+=("${pair%%=*}")
    # One package can hold several of the commands.
    [[ " ${packages[*]-} " == *" ${pair#*=} "* ]] || packages+=("${pair#*=}")
  done
  ((${#commands[@]} == 0)) && return 0

  if ! command -v apt-get >/dev/null; then
    fail 2 "these programs are missing: ${commands[*]}" \
      "They can be installed from here only by apt-get (Debian, Ubuntu). On this system please install them so that they are" \
      "on PATH (on Debian their packages are: ${packages[*]}), then run this again."
  fi
  local as_root=()
  if ((EUID != 0)); then
    # Without a terminal nobody can type a password, so sudo must do without.
    if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
      as_root=(sudo)
    else
      fail 2 "these programs are missing: ${commands[*]}" \
        "Please run: apt-get update && apt-get install --no-install-recommends ${packages[*]}" \
        "(as root; this user is not, and cannot use sudo here)"
    fi
  fi
  say "installing Debian packages: ${packages[*]}"
  (
    hold_lock packages
    run_with_progress "installing ${packages[*]}" ${as_root[@]+"${as_root[@]}"} \
      bash -c "$(declare -f apt_install_without_services); apt_install_without_services \"\$@\"" apt-install "${packages[@]}"
  )
  hash -r
  for pair in "${commands[@]}"; do
    is_present "$pair" || fail 1 "the packages ${packages[*]} are installed, but $pair is still not there (PATH is $PATH)"
  done
}

is_present() {
  case $1 in
    /*) [[ -e $1 ]] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# Packages of servers start them on installation (Prometheus on :9090). The tests start their own on free ports, so a
# policy forbids it for the time being; a policy that is already there is the machine's own decision, and is kept.
apt_install_without_services() {
  set -eu
  policy=/usr/sbin/policy-rc.d
  mark='# made by operator-metrics for the time of one apt-get install'
  if [[ ! -e $policy ]] || grep -qxF "$mark" "$policy"; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM HUP
    printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  # An index that cannot be refreshed matters only when the install then fails too.
  apt-get update || true
  apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "$@"
}
