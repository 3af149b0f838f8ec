# shellcheck shell=bash
# Builds the Go program that bin/benchmark compares with. Sourced, after common.sh and packages.sh; $root is the folder
# that holds bin/.

# Some variables come from the other files, some go to them.
# shellcheck disable=SC2034,SC2154

# Where Debian puts the sources of Go libraries; nothing is fetched from anywhere else.
go_path=/usr/share/gocode

# Leaves the program in go_exporter.
provide_go_exporter() {
  local source=$root/benchmarks/src/main/go/exporter
  go_exporter=$root/benchmarks/target/go/exporter
  [[ ! -x $go_exporter || -n $(find "$source" -newer "$go_exporter" -print) ]] || return 0
  require_commands go=golang-go \
    "$go_path/src/github.com/prometheus/client_golang=golang-github-prometheus-client-golang-dev"
  mkdir -p "${go_exporter%/*}"
  run_with_progress 'building the Go exporter' \
    env -C "$source" GO111MODULE=off GOFLAGS= GOPATH="$go_path" GOCACHE="$(cache_folder)/go-build" \
    go build -trimpath -o "$go_exporter" .
}
