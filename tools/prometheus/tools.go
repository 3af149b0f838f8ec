//go:build tools

// Package tools names the commands that bin/lib/tools.sh builds from this module; nothing imports it.
package tools

import (
	_ "github.com/prometheus/prometheus/cmd/prometheus"
	_ "github.com/prometheus/prometheus/cmd/promtool"
)
