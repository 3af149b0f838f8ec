# shellcheck shell=bash
# Installs the programs that the tests need and that are missing here. Sourced, after common.sh; $root is the folder that holds bin/.

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

# provide_wheel NAME: leaves in wheel_folder the folder of what tools/NAME/requirements.txt names of PyPI, kept in our cache.
# shellcheck disable=SC2034,SC2154 # from tools.sh, and for the caller
provide_wheel() {
  local requirements=$root/tools/$1/requirements.txt
  wheel_folder=$(cache_folder)/$1-$(sha256_of "$requirements" | cut -c -12)
  [[ -d $wheel_folder ]] || (
    hold_lock "wheel-$1"
    [[ -d $wheel_folder ]] || fetch_wheel "$1" "$requirements" "$wheel_folder"
  )
}

fetch_wheel() {
  local work=$3.making
  require_commands pip3=python3-pip
  rm -rf "$work"
  run_with_progress "fetching $1" pip3 install --quiet --disable-pip-version-check --no-deps --require-hashes \
    --only-binary=:all: --target "$work" --requirement "$2"
  mv "$work" "$3"
}
