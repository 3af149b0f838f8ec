# shellcheck shell=bash
# Builds one of the programs of tools/commands from its Go module. Sourced by way of tools.sh.

# Some variables come from the other files, some go to them.
# shellcheck disable=SC2034,SC2154

# build_tool NAME WORK: WORK is an empty folder that the caller removes. What Go compiled and downloaded stays in its own
# caches, so a build that was killed goes on where it was.
build_tool() {
  local name=$1 work=$2 module=$root/tools/$tool_module version
  version=$(module_version "$module")
  find_go
  say "$name $version is built with Go, once: some $tool_minutes min on 2 free cores when nothing of its module is compiled yet"
  if [[ -d $module/added ]]; then
    run_with_progress "fetching the module of $name" add_files "$module" "$work"
    module=$work/module
  fi
  run_with_progress "building $name $version" compile_tool "$module" "$work/$name" "$version"
  publish_tool "$work/$name" "$name" "$tool_module"
}

# The version of the module that go.mod requires first, which is the one that has the programs.
module_version() { sed -n 's/^require [^ ]* v//p' "$1/go.mod" | head -n 1; }

# A module can be published without files that its build makes first. They are in the folder "added", and are laid over a
# copy of the module; its other files stay checked by go.sum.
add_files() {
  set -euo pipefail
  local path copy=$2/copy
  path=$(sed -n 's/^require \([^ ]*\) v.*/\1/p' "$1/go.mod" | head -n 1)
  mkdir "$2/module"
  cp "$1"/go.mod "$1"/go.sum "$1"/tools.go "$2/module/"
  cd "$2/module"
  go_command mod download "$path"
  cp -R "$(go_command list -mod=readonly -m -f '{{.Dir}}' "$path")" "$copy"
  chmod -R u+w "$copy"
  cp -R "$1"/added/. "$copy/"
  go_command mod edit "-replace=$path=$copy"
}

compile_tool() {
  local arguments=()
  while IFS= read -r argument; do arguments+=("$argument"); done < <(build_flags "$tool_module" "$3")
  cd "$1" || return
  # A killed Go leaves its folder of intermediate files, hundreds of megabytes; in ours it goes with the rest.
  mkdir "${2%/*}/go-build"
  export GOTMPDIR=${2%/*}/go-build
  # -v prints each package as it is compiled, which is our progress.
  go_command build -v -mod=readonly -trimpath "${arguments[@]}" -o "$2" "$tool_package"
}

# build_flags MODULE VERSION: one argument a line. A program built from a module does not know its own version.
build_flags() {
  local flags='-s -w' package
  case $1 in
    kubernetes)
      for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        flags+=" -X $package.gitVersion=v$2 -X $package.gitMajor=${2%%.*} -X $package.gitMinor=$(cut -d . -f 2 <<<"$2")"
      done
      ;;
    prometheus)
      # Prometheus 3.16.0 is v0.316.0 as a module.
      flags+=" -X github.com/prometheus/common/version.Version=$(sed -E 's/^0\.(.)(..)\./\1.\2./' <<<"$2")"
      # Of the ways to find targets only those of a cluster, without the clients of the clouds.
      printf '%s\n' -tags=remove_all_sd,enable_kubernetes_sd
      ;;
    alertmanager | prometheus-operator) flags+=" -X github.com/prometheus/common/version.Version=$2" ;;
    helm) flags+=" -X helm.sh/helm/v4/internal/version.version=v$2" ;;
  esac
  printf '%s\n' "-ldflags=$flags"
}
