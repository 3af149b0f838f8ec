# shellcheck shell=bash
# Builds the Go program that bin/benchmark compares with. Sourced with common.sh, packages.sh, go.sh and tools.sh; $root is the
# folder that holds bin/.

# Some variables come from the other files, some go to them.
# shellcheck disable=SC2034,SC2154

# Leaves the program in go_exporter.
provide_go_exporter() {
  local source=$root/benchmarks/src/main/go/exporter
  go_exporter=$root/benchmarks/target/go/exporter
  [[ ! -x $go_exporter || -n $(find "$source" -newer "$go_exporter" -print) ]] || return 0
  find_go
  mkdir -p "${go_exporter%/*}"
  run_with_progress 'building the Go exporter' build_go_exporter "$source"
}

build_go_exporter() {
  cd "$1" || return
  go_command build -mod=readonly -trimpath -o "$go_exporter" .
}
