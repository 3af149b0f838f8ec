//go:build tools

// Package tools names the commands that bin/lib/tools.sh builds from this module; nothing imports it.
package tools

import _ "helm.sh/helm/v4/cmd/helm"
