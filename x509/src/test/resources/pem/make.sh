#!/bin/sh
# Makes the files beside it with the real openssl, so that the tests need none. Keys of no worth: nothing trusts them.
set -eu
cd "$(dirname "$0")"

genpkey() { openssl genpkey -quiet "$@"; }

genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa2048-pkcs8.pem
openssl rsa -in rsa2048-pkcs8.pem -traditional -out rsa2048-pkcs1.pem
openssl rsa -in rsa2048-pkcs8.pem -pubout -out rsa2048-public.pem
openssl rsa -in rsa2048-pkcs8.pem -traditional -aes128 -passout pass:x -out rsa2048-encrypted-legacy.pem
openssl pkcs8 -topk8 -in rsa2048-pkcs8.pem -v2 aes128 -passout pass:x -out rsa2048-encrypted-pkcs8.pem
genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out rsa1024-pkcs8.pem
genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out rsapss-pkcs8.pem
for curve in P-256:prime256v1 P-384:secp384r1 P-521:secp521r1; do
  name=$(echo "${curve%%:*}" | tr -d - | tr P p)
  genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:${curve%%:*}" -out "$name-pkcs8.pem"
  openssl ec -in "$name-pkcs8.pem" -out "$name-sec1.pem"
  # What `openssl ecparam -genkey` writes: EC PARAMETERS first.
  openssl ecparam -name "${curve##*:}" -genkey -out "$name-sec1-parameters.pem"
done
openssl ec -in p256-pkcs8.pem -param_enc explicit -out p256-explicit.pem
openssl ecparam -name secp256k1 -genkey -noout -out secp256k1-sec1.pem
openssl pkcs8 -topk8 -nocrypt -in secp256k1-sec1.pem -out secp256k1-pkcs8.pem
genpkey -algorithm ED25519 -out ed25519-pkcs8.pem
openssl genpkey -quiet -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out dsa.param
genpkey -paramfile dsa.param -out dsa-pkcs8.pem
openssl dsa -in dsa-pkcs8.pem -out dsa-traditional.pem
rm dsa.param
for key in rsa2048 p256 p384; do
  openssl req -x509 -new -key "$key-pkcs8.pem" -subj "/CN=$key" -days 36500 -text -out "$key-certificate.pem"
done
