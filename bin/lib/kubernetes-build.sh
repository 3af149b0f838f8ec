# shellcheck shell=bash
# kube-apiserver from Debian's source package: no Debian package holds the program itself. Sourced by way of kubernetes.sh.

# The version that Debian 12 has, and the only one for which the steps below are known to work.
DEBIAN_KUBERNETES=1.20.2
DEBIAN_GO=1.19

built_kubernetes_folder() { printf '%s/kubernetes/%s-debian-%s' "$(cache_folder)" "$DEBIAN_KUBERNETES" "$(platform)"; }

# build_kubernetes_from_debian WORK: WORK is an empty folder that the caller removes, some 4 GB at the peak.
build_kubernetes_from_debian() {
  local work=$1
  if ! command -v apt-get >/dev/null; then
    fail 2 "no kube-apiserver found, and it can be built only where apt-get is (Debian 12)." \
      "Please install kubebuilder's test binaries and say where they are, for instance:" \
      "  go install sigs.k8s.io/controller-runtime/tools/setup-envtest@latest" \
      "  export KUBEBUILDER_ASSETS=\$(setup-envtest use -p path $ENVTEST_VERSION)"
  fi
  require_commands dpkg-source=dpkg-dev make=make rsync=rsync jq=jq openssl=openssl curl=curl
  say "kube-apiserver $DEBIAN_KUBERNETES is built from Debian's source package: once, about 8 minutes on 2 cores"

  run_with_progress "fetching the sources of Kubernetes and Go $DEBIAN_GO" fetch_debian_sources "$work"
  lay_out_source_tree "$work"
  run_with_progress "building kube-apiserver $DEBIAN_KUBERNETES" compile_kube_apiserver "$work"

  mkdir "$work/assets"
  cp "$work/go/src/k8s.io/kubernetes/_output/bin/kube-apiserver" "$work/assets/"
  cp "$work/packages/usr/bin/etcd" "$work/packages/usr/bin/kubectl" "$work/assets/"
  prove_kubernetes "$work/assets" "$DEBIAN_KUBERNETES"
  publish_kubernetes "$work/assets" "$(built_kubernetes_folder)"
  say "kube-apiserver $DEBIAN_KUBERNETES is in $(built_kubernetes_folder)"
}

# Source packages are rarely configured, and adding them would change the machine. So apt-get works on a copy of its
# configured repositories with sources added; mirror, keys and proxy stay the machine's own, and so do all signature checks.
# Go and the packages' binaries are unpacked, not installed: they are needed for this build only.
fetch_debian_sources() {
  set -euo pipefail
  local work=$1 file version
  mkdir -p "$work"/apt/{sources.list.d,lists/partial,cache/archives/partial} "$work"/{download,packages}
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -r $file ]] || continue
    sed -E -n 's/^[[:space:]]*deb([[:space:]].*)/deb\1\ndeb-src\1/p' "$file" >"$work/apt/sources.list.d/copy-of-${file##*/}.list"
  done
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -r $file ]] || continue
    sed -E 's/^Types:.*/Types: deb deb-src/' "$file" >"$work/apt/sources.list.d/${file##*/}"
  done
  local apt=(
    -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$work/apt/sources.list.d"
    -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache"
    -o Acquire::Languages=none -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false
    # The cache folder is private to its user, so apt's unprivileged helper cannot write into it.
    -o APT::Sandbox::User=root
  )
  apt-get "${apt[@]}" update
  version=$(apt-cache "${apt[@]}" showsrc kubernetes | sed -n 's/^Version: //p' | grep -F -- "$DEBIAN_KUBERNETES" | head -n 1) || {
    echo "The source package kubernetes of this release is not $DEBIAN_KUBERNETES, the version of Debian 12."
    echo "Set KUBEBUILDER_ASSETS to a folder with kube-apiserver, etcd and kubectl."
    return 1
  }
  cd "$work/download"
  apt-get "${apt[@]}" source --download-only "kubernetes=$version"
  apt-get "${apt[@]}" download "golang-$DEBIAN_GO-go" "golang-$DEBIAN_GO-src" golang-github-modern-go-reflect2-dev \
    etcd-server kubernetes-client
  for file in *.deb; do
    echo "unpacking $file"
    dpkg-deb --extract "$file" "$work/packages"
  done
  # apt-get has checked the .dsc against the signed index; the developer's own signature would need another keyring.
  dpkg-source --no-check --no-copy -x ./*.dsc "$work/source"
}

# Kubernetes $DEBIAN_KUBERNETES predates modules and builds only inside a GOPATH. Its vendored reflect2 reads the runtime's map
# iterator in a layout that Go 1.18 changed: such an API server starts, and crashes on the first custom resource.
lay_out_source_tree() {
  local work=$1
  local tree=$work/go/src/k8s.io/kubernetes
  mkdir -p "$work/go/src/k8s.io"
  mv "$work/source" "$tree"
  rm -rf "$tree/vendor/github.com/modern-go/reflect2"
  cp -R "$work/packages/usr/share/gocode/src/github.com/modern-go/reflect2" "$tree/vendor/github.com/modern-go/reflect2"
}

compile_kube_apiserver() {
  cd "$1/go/src/k8s.io/kubernetes"
  # An environment of its own: variables like GOFLAGS, MAKEFLAGS or KUBE_* of the caller would reach into the build.
  # WHAT=-v prints each package as it is compiled, which is our progress.
  exec nice -n 10 env -i PATH="$1/packages/usr/lib/go-$DEBIAN_GO/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME="$1" TMPDIR="$1" LC_ALL=C.UTF-8 \
    GOROOT="$1/packages/usr/lib/go-$DEBIAN_GO" GOPATH="$1/go" GOCACHE="$1/go-cache" CGO_ENABLED=0 GOLDFLAGS='-s -w' \
    make WHAT='-v cmd/kube-apiserver'
}
