# shellcheck shell=bash
# Provides the programs of tools/commands: API server, Prometheus and so on, as users run them. Sourced, after common.sh,
# packages.sh, go.sh and tools-build.sh; $root is the folder that holds bin/.

# Some variables come from the other files, some go to them.
# shellcheck disable=SC2034,SC2154

# provide_tools NAME...: ends with one folder that holds them all (links) first on PATH. KUBEBUILDER_ASSETS is that folder
# too, for the programs that look there.
provide_tools() {
  local name folder key
  local paths=()
  for name in "$@"; do
    provide_tool "$name"
    paths+=("$tool_path")
  done
  key=$(printf '%s\n' "$@" "${paths[@]}" | sha256_of | cut -c -12)
  folder=$(tools_folder)/links/$key
  mkdir -p "$folder"
  for name in "$@"; do
    [[ -e $folder/$name ]] || ln -sf "${paths[0]}" "$folder/$name"
    paths=("${paths[@]:1}")
  done
  export KUBEBUILDER_ASSETS=$folder PATH="$folder:$PATH"
}

# provide_tool NAME: leaves the program's path in tool_path. It comes from KUBEBUILDER_ASSETS, from PATH when it is new
# enough there, from the cache, from its publisher, or is built; what is missing is never skipped.
provide_tool() {
  local name=$1
  read_tool "$name"
  if [[ -n ${KUBEBUILDER_ASSETS:-} && -x $KUBEBUILDER_ASSETS/$name ]]; then
    tool_path=$KUBEBUILDER_ASSETS/$name
    return 0
  fi
  is_kubebuilder_asset "$name" && [[ -n ${KUBEBUILDER_ASSETS:-} ]] \
    && fail 2 "KUBEBUILDER_ASSETS: \"$KUBEBUILDER_ASSETS\" has no $name (expected: a folder that holds kube-apiserver, etcd and" \
      "kubectl, as setup-envtest makes it; or unset, to have them provided)"
  tool_path=$(tool_on_path "$name" "$tool_oldest")
  [[ -z $tool_path ]] || return 0
  tool_path=$(cached_tool_folder "$name" "$tool_module")/$name
  is_cached "$tool_path" || make_tool "$name"
}

is_kubebuilder_asset() { [[ $1 == kube-apiserver || $1 == etcd || $1 == kubectl ]]; }

# read_tool NAME: leaves its line of tools/commands in tool_module, tool_package, tool_oldest and tool_minutes.
read_tool() {
  local name
  while read -r name tool_module tool_package tool_oldest tool_minutes; do
    [[ $name == "$1" ]] && return 0
  done <"$root/tools/commands"
  fail 1 "$1 is not in tools/commands"
}

tool_on_path() {
  local path version
  [[ $2 != - ]] && path=$(command -v "$1") || return 0
  case $1 in
    kubectl) version=$("$path" version --client 2>&1) ;;
    helm) version=$("$path" version --short 2>&1) ;;
    *) version=$("$path" --version 2>&1) ;;
  esac
  [[ $version =~ [0-9]+\.[0-9]+(\.[0-9]+)? ]] || return 0
  is_at_least "${BASH_REMATCH[0]}" "$2" && printf '%s' "$path"
  return 0
}

# is_at_least VERSION OLDEST: compares the first two numbers of each.
is_at_least() {
  local major minor oldest_major oldest_minor rest
  [[ $1 =~ ^[0-9]+\.[0-9]+ ]] || return 1
  IFS=. read -r major minor rest <<<"$1"
  IFS=. read -r oldest_major oldest_minor rest <<<"$2"
  ((major > oldest_major || major == oldest_major && minor >= oldest_minor))
}

tools_folder() { printf '%s/tools' "$(cache_folder)"; }

# Named by what it is made from, so that a change of the module makes another and an older checkout still finds its own.
cached_tool_folder() { printf '%s/%s-%s-%s' "$(tools_folder)" "$1" "$(module_key "$2")" "$(platform)"; }

module_key() (
  cd "$root/tools/$1" || exit 1
  { LC_ALL=C find . -type f | LC_ALL=C sort | while IFS= read -r file; do printf '%s\n' "$file" && cat "$file"; done
    build_flags "$1" 0; } | sha256_of | cut -c -12
)

# is_cached PATH: there, and still what was published.
is_cached() {
  [[ -x $1 ]] || return 1
  (cd "${1%/*}" && sha256_check SHA256SUMS) && return 0
  say "${1%/*} is damaged (its files are not those of its SHA256SUMS) and will be made again"
  return 1
}

# make_tool NAME: as read by read_tool.
make_tool() (
  name=$1
  mkdir -p "$(tools_folder)"
  # One at a time for all: two builds at once would only share the cores.
  hold_lock tools
  # Another run may have made it while this one waited.
  is_cached "$tool_path" 2>/dev/null && exit 0
  # What a killed run left behind; holding the lock, nobody uses it now.
  rm -rf "$(tools_folder)"/.making-*
  work=$(mktemp -d "$(tools_folder)/.making-XXXXXX")
  trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  # Not in a condition: there the shell would not stop at the first error inside.
  download_tool "$name" "$work"
  is_cached "$tool_path" 2>/dev/null || build_tool "$name" "$work"
)

# publish_tool FILE NAME MODULE: the rename is what makes it visible, so no run ever sees half of it.
publish_tool() {
  local ready place
  place=$(cached_tool_folder "$2" "$3")
  ready=$(mktemp -d "$(tools_folder)/.making-XXXXXX")
  mv "$1" "$ready/$2"
  (cd "$ready" && chmod 755 . "$2" && sha256_of "$2" >SHA256SUMS)
  rm -rf "$place"
  mv "$ready" "$place"
}

# download_tool NAME WORK: publishes it, and what else of ours the same archive holds; without a word where it cannot be
# had, since there is another way.
download_tool() {
  local system names hash address name file
  command -v curl >/dev/null || return 0
  while read -r system names hash address; do
    [[ $system == "$(platform)" && ,$names, == *,$1,* ]] || continue
    file=$2/archive
    curl --fail --silent --location --connect-timeout 3 --max-time 600 --speed-limit 1000 --speed-time 10 --output "$file" "$address" \
      || return 0
    if [[ $(sha512_of "$file") != "$hash" ]]; then
      say "$address is not what tools/downloads says it is (SHA-512 differs); not used"
      return 0
    fi
    mkdir "$2/unpacked"
    tar -xzf "$file" -C "$2/unpacked"
    for name in ${names//,/ }; do
      (read_tool "$name" && publish_tool "$(find "$2/unpacked" -type f -name "$name")" "$name" "$tool_module")
    done
    return 0
  done <"$root/tools/downloads"
}

platform() {
  local system machine
  system=$(uname -s | tr '[:upper:]' '[:lower:]')
  machine=$(uname -m)
  case $machine in
    x86_64) machine=amd64 ;;
    aarch64) machine=arm64 ;;
  esac
  printf '%s-%s' "$system" "$machine"
}

sha256_of() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

sha256_check() {
  if command -v sha256sum >/dev/null; then sha256sum --check --status "$1"; else shasum -a 256 --check --status "$1"; fi
} 2>/dev/null

sha512_of() {
  if command -v sha512sum >/dev/null; then sha512sum "$1"; else shasum -a 512 "$1"; fi | cut -d ' ' -f 1
}
