# shellcheck shell=bash
# Proves that a kube-apiserver works before it is kept. Sourced by way of kubernetes.sh.

# Functions that only a trap calls look unreachable to shellcheck.
# shellcheck disable=SC2317

# prove_kubernetes FOLDER VERSION: a kube-apiserver can have been built, and say its version, and still crash on the first
# custom resource, so it is started on an etcd and asked to keep one.
prove_kubernetes() (
  folder=$1
  [[ $("$folder/kube-apiserver" --version) == "Kubernetes v$2" ]] \
    || fail 1 "the kube-apiserver just built says \"$("$folder/kube-apiserver" --version)\" (expected: Kubernetes v$2)"
  say "trying kube-apiserver $2 with a custom resource"
  data=$(mktemp -d "${TMPDIR:-/tmp}/operator-metrics-proof.XXXXXX")
  etcd_process='' server_process=''
  stop_servers() {
    for process in $server_process $etcd_process; do
      kill -TERM "$process" 2>/dev/null || true
      wait "$process" 2>/dev/null || true
    done
    rm -rf "$data"
  }
  trap stop_servers EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  cd "$data" || exit 1

  etcd_port=$(free_port)
  "$folder/etcd" --data-dir "$data/etcd" --listen-client-urls "http://127.0.0.1:$etcd_port" \
    --advertise-client-urls "http://127.0.0.1:$etcd_port" --listen-peer-urls http://127.0.0.1:0 >etcd.log 2>&1 9>&- &
  etcd_process=$!
  eventually "$etcd_process" curl --fail --silent "http://127.0.0.1:$etcd_port/health" || give_up 'etcd does not become healthy' etcd.log

  openssl genrsa -out account.key 2048 2>/dev/null
  token=$(openssl rand -hex 16)
  echo "$token,proof,proof,system:masters" >tokens.csv
  port=$(free_port)
  "$folder/kube-apiserver" --etcd-servers "http://127.0.0.1:$etcd_port" --bind-address 127.0.0.1 --secure-port "$port" \
    --cert-dir "$data/certificates" --token-auth-file tokens.csv --authorization-mode RBAC \
    --service-account-issuer https://localhost --service-account-key-file account.key \
    --service-account-signing-key-file account.key --service-cluster-ip-range 10.0.0.0/24 >server.log 2>&1 9>&- &
  server_process=$!
  # Its certificate is self-signed, for whatever the host is called; this is our own process on loopback.
  call() {
    curl --fail --silent --show-error --max-time 10 --insecure --header "Authorization: Bearer $token" \
      --header "Content-Type: application/${content:-json}" "$@"
  }
  url=https://127.0.0.1:$port
  eventually "$server_process" call "$url/readyz" || give_up 'kube-apiserver does not become ready' server.log

  call "$url/apis/apiextensions.k8s.io/v1/customresourcedefinitions" --data '{
    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "proofs.operator-metrics.io"},
    "spec": {"group": "operator-metrics.io", "scope": "Cluster", "names": {"plural": "proofs", "kind": "Proof"},
      "versions": [{"name": "v1", "served": true, "storage": true, "subresources": {"status": {}}, "schema": {"openAPIV3Schema": {
        "type": "object", "properties": {"spec": {"type": "object", "properties": {"note": {"type": "string"}}}}}}}]}}' \
    >/dev/null || give_up 'kube-apiserver refuses a CustomResourceDefinition' server.log
  proofs=$url/apis/operator-metrics.io/v1/proofs
  eventually "$server_process" call "$proofs" || give_up 'kube-apiserver does not serve its CustomResourceDefinition' server.log
  call "$proofs" --data '{"apiVersion": "operator-metrics.io/v1", "kind": "Proof", "metadata": {"name": "one",
      "labels": {"a": "b"}}, "spec": {"note": "kept"}}' >/dev/null \
    || give_up 'kube-apiserver fails on a custom resource' server.log
  content=apply-patch+yaml call "$proofs/one?fieldManager=proof&force=true" --request PATCH \
    --data '{"apiVersion": "operator-metrics.io/v1", "kind": "Proof", "metadata": {"name": "one"}, "spec": {"note": "applied"}}' >/dev/null \
    || give_up 'kube-apiserver fails on a server-side apply' server.log
  [[ $(call "$proofs/one") == *'"note":"applied"'* ]] || give_up 'kube-apiserver does not return the custom resource it was given' server.log
)

give_up() {
  tail -n 30 "$2" >&2
  fail 1 "$1; the end of its log is above"
}

# eventually PROCESS COMMAND...: true once the command succeeds, false when the process has ended or after 60 seconds.
eventually() {
  local process=$1 deadline=$((SECONDS + 60))
  shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "$process" 2>/dev/null && ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

# Below the range from which the kernel takes ports of outgoing connections. Whoever takes it in between makes the
# server fail to start, and the proof with it; there is no way to hand a shell's socket to either program.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 8<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  printf '%s' "$port"
}
