# shellcheck shell=bash
# Provides a real kube-apiserver, etcd and kubectl. Sourced, after common.sh, packages.sh and the other kubernetes-*.sh.

# Ends with KUBEBUILDER_ASSETS exported: a folder that holds all three. Nothing in it is older than what was verified.
provide_kubernetes() {
  local folder
  if [[ -n ${KUBEBUILDER_ASSETS:-} ]]; then
    [[ -z $(missing_in "$KUBEBUILDER_ASSETS") ]] \
      || fail 2 "KUBEBUILDER_ASSETS: \"$KUBEBUILDER_ASSETS\" lacks $(missing_in "$KUBEBUILDER_ASSETS") (expected: a folder that" \
        "holds kube-apiserver, etcd and kubectl, as setup-envtest makes it; or unset, to have one made)"
    export KUBEBUILDER_ASSETS
    return 0
  fi
  folder=$(cached_kubernetes)
  [[ -n $folder ]] || folder=$(kubernetes_of_setup_envtest)
  if [[ -z $folder ]]; then
    # Not in a condition: there the shell would not stop at the first error inside.
    make_kubernetes
    folder=$(cached_kubernetes)
  fi
  export KUBEBUILDER_ASSETS=$folder
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

missing_in() {
  local name missing=''
  for name in kube-apiserver etcd kubectl; do
    [[ -x $1/$name ]] || missing+="${missing:+, }$name"
  done
  printf '%s' "$missing"
}

# Prints the cache folder that is complete and whose files are still what was verified, or nothing. A damaged one is
# reported here and replaced by whoever makes the next.
cached_kubernetes() {
  local folder
  for folder in "$(downloaded_kubernetes_folder)" "$(built_kubernetes_folder)"; do
    [[ -d $folder ]] || continue
    if [[ -z $(missing_in "$folder") ]] && (cd "$folder" && sha256_check SHA256SUMS); then
      printf '%s' "$folder"
      return 0
    fi
    say "$folder is damaged (its files are not those of its SHA256SUMS) and will be made again"
  done
}

sha256_check() {
  if command -v sha256sum >/dev/null; then sha256sum --check --status "$1"; else shasum -a 256 --check --status "$1"; fi
} 2>/dev/null

sha256_of() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

# What kubebuilder's own tool or an installation by its book left on this machine, newest version first.
kubernetes_of_setup_envtest() {
  local folder
  while IFS= read -r folder; do
    if [[ -d $folder && -z $(missing_in "$folder") ]]; then
      printf '%s' "$folder"
      return 0
    fi
  done < <(
    printf '%s\n' \
      "${XDG_DATA_HOME:-$HOME/.local/share}"/kubebuilder-envtest/k8s/*-"$(platform)" \
      "$HOME/Library/Application Support/io.kubebuilder.envtest/k8s/"*-"$(platform)" | sort -rV
    printf '%s\n' /usr/local/kubebuilder/bin
  )
}

make_kubernetes() (
  hold_lock kube-apiserver
  # Another run may have made it while this one waited.
  [[ -z $(cached_kubernetes 2>/dev/null) ]] || exit 0
  mkdir -p "$(cache_folder)/kubernetes"
  # What a killed run left behind; holding the lock, nobody uses it now.
  rm -rf "$(cache_folder)"/kubernetes/.making-*
  work=$(mktemp -d "$(cache_folder)/kubernetes/.making-XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  if ! download_kubernetes "$work"; then
    build_kubernetes_from_debian "$work"
  fi
)

# publish_kubernetes FOLDER PLACE: the rename is what makes it visible, so no run ever sees half of it.
publish_kubernetes() {
  (cd "$1" && sha256_of kube-apiserver etcd kubectl >SHA256SUMS)
  chmod 755 "$1"
  rm -rf "$2"
  mv "$1" "$2"
}
