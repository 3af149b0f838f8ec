// Issues a leaf from the CA whose certificate and key are in the two named files, by the rules that the Go operator keeps: the key is read as
// PKCS#1, the signature is SHA256-RSA whatever the key is, and a leaf belongs to a CA when its authority key identifier equals the
// CA's own authority key identifier. Prints "issued", or why not and ends with status 1.
package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"time"
)

func main() {
	if err := issue(os.Args[1], os.Args[2]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("issued")
}

func issue(certificateFile, keyFile string) error {
	ca, err := certificate(certificateFile)
	if err != nil {
		return err
	}
	caKey, err := block(keyFile)
	if err != nil {
		return err
	}
	signer, err := key(caKey)
	if err != nil {
		return err
	}
	leafKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "typha-server"},
		SignatureAlgorithm:    x509.SHA256WithRSA,
		NotBefore:             time.Now().Add(-time.Second),
		NotAfter:              time.Now().Add(825 * 24 * time.Hour),
		SerialNumber:          big.NewInt(time.Now().UnixNano()),
		KeyUsage:              x509.KeyUsageKeyEncipherment | x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
		DNSNames:              []string{"typha-server"},
		AuthorityKeyId:        ca.SubjectKeyId,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca, &leafKey.PublicKey, signer)
	if err != nil {
		return err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	for _, usage := range template.ExtKeyUsage {
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{usage}}); err != nil {
			return err
		}
	}
	if !bytes.Equal(leaf.AuthorityKeyId, ca.AuthorityKeyId) {
		return fmt.Errorf("the leaf is not of this CA: its authority key identifier is %x, the CA's own is %x",
			leaf.AuthorityKeyId, ca.AuthorityKeyId)
	}
	return nil
}

func certificate(file string) (*x509.Certificate, error) {
	der, err := block(file)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// In the order in which the Go operator tries them.
func key(der []byte) (any, error) {
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return key, nil
	}
	return x509.ParseECPrivateKey(der)
}

func block(file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	found, _ := pem.Decode(text)
	if found == nil {
		return nil, errors.New(file + ": no PEM")
	}
	return found.Bytes, nil
}
