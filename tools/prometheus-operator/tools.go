//go:build tools

// Package tools names the commands that bin/lib/tools.sh builds from this module; nothing imports it.
package tools

import (
	_ "github.com/prometheus-operator/prometheus-operator/cmd/operator"
	_ "github.com/prometheus-operator/prometheus-operator/cmd/admission-webhook"
	_ "github.com/prometheus-operator/prometheus-operator/cmd/prometheus-config-reloader"
)
