//go:build tools

// Package tools names the command that bin/lib/tools.sh builds from this module; nothing imports it.
package tools

import _ "go.etcd.io/etcd/server/v3"
