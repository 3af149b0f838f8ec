# shellcheck shell=bash
# The binaries that the Kubernetes project publishes for tests ("envtest"). Sourced by way of kubernetes.sh.

ENVTEST_VERSION=1.35.0
ENVTEST_INDEX=https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml

downloaded_kubernetes_folder() { printf '%s/kubernetes/%s-%s' "$(cache_folder)" "$ENVTEST_VERSION" "$(platform)"; }

# download_kubernetes WORK: false when it cannot be had, which is no error: there is another way. Called in a condition,
# so each step says itself what a failure of it means.
download_kubernetes() {
  local archive entry hash address
  archive=envtest-v$ENVTEST_VERSION-$(platform).tar.gz
  if ! command -v curl >/dev/null; then
    say "kube-apiserver: no curl to download it with"
    return 1
  fi
  if ! curl --fail --silent --location --connect-timeout 3 --max-time 15 --output "$1/index.yaml" "$ENVTEST_INDEX"; then
    say "kube-apiserver: the envtest download ($ENVTEST_INDEX) cannot be reached from here"
    return 1
  fi
  entry=$(grep -A 2 -F " $archive:" "$1/index.yaml") || {
    say "kube-apiserver: the envtest index has no $archive"
    return 1
  }
  hash=$(sed -n 's/^ *hash: *//p' <<<"$entry")
  address=$(sed -n 's/^ *selfLink: *//p' <<<"$entry")
  say "downloading $address"
  if ! curl --fail --silent --show-error --location --connect-timeout 5 --max-time 600 --speed-limit 1000 --speed-time 20 \
    --output "$1/$archive" "$address"; then
    return 1
  fi
  if [[ $(sha512_of "$1/$archive") != "$hash" ]]; then
    say "kube-apiserver: $address is not what the index says it is (SHA-512 differs); not used"
    return 1
  fi
  mkdir "$1/unpacked" && tar -xzf "$1/$archive" -C "$1/unpacked" --strip-components 2 || return 1
  if [[ -n $(missing_in "$1/unpacked") ]]; then
    say "kube-apiserver: $address lacks $(missing_in "$1/unpacked"); not used"
    return 1
  fi
  publish_kubernetes "$1/unpacked" "$(downloaded_kubernetes_folder)"
}

sha512_of() {
  if command -v sha512sum >/dev/null; then sha512sum "$1"; else shasum -a 512 "$1"; fi | cut -d ' ' -f 1
}
