// The peer that a Go operator has: client_golang's registry behind promhttp, which renders and compresses on each scrape,
// and mutual TLS that reads pair and CA from disk on each handshake, so that a rotation needs no restart.
//
// Usage: exporter PORT CERTIFICATES SERIES CONTROL_PORT, all at 127.0.0.1.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func main() {
	port, certificates, series, controlPort := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	size, err := strconv.Atoi(series)
	if err != nil {
		log.Fatalf("%q is not a number of series", series)
	}
	workload := fill(size)
	go workload.serveChanges("127.0.0.1:" + controlPort)
	server := &http.Server{
		Addr:      "127.0.0.1:" + port,
		Handler:   workload.handler(),
		TLSConfig: readPerHandshake(certificates),
	}
	log.Fatal(server.ListenAndServeTLS("", ""))
}

// workload is the same that the other peers serve: see Workload.java.
type workload struct {
	all, small *prometheus.Registry
	expiry     []prometheus.Gauge
}

func fill(size int) *workload {
	w := &workload{all: prometheus.NewRegistry(), small: prometheus.NewRegistry()}
	w.all.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))

	small := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "benchmark_small", Help: "One series."}, []string{"name"})
	small.WithLabelValues("one").Set(1)
	w.all.MustRegister(small)
	w.small.MustRegister(small)

	expiry := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "tigera_operator_tls_certificate_expiry_timestamp_seconds",
		Help: "Unix timestamp of certificate expiry for operator-managed TLS secrets.",
	}, []string{"issuer", "name", "namespace"})
	w.all.MustRegister(expiry)
	for i := 1; i < size; i++ {
		gauge := expiry.WithLabelValues(
			"tigera-operator-signer", fmt.Sprintf("component-%d-tls", i), fmt.Sprintf("namespace-%d", i%40))
		gauge.Set(value(i, 0))
		w.expiry = append(w.expiry, gauge)
	}
	return w
}

// value of one series after so many changes to the workload: as Workload.java has it.
func value(series int, changes int) float64 {
	mixed := uint32(series+1_000_003*changes) * 0x9E3779B1
	return float64(1_800_000_000 + int64(mixed>>6))
}

// stride takes changes from one end of the exposition to the other: neighbours in time are no neighbours in it.
const stride = 7919

func (w *workload) change(number int) {
	index := number * stride % len(w.expiry)
	w.expiry[index].Set(value(index+1, number))
}

// serveChanges makes one change for each byte that it is sent, and answers with it once the change is made.
func (w *workload) serveChanges(address string) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	for number := 0; ; {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		order := make([]byte, 1)
		for {
			if _, err := connection.Read(order); err != nil {
				break
			}
			number++
			w.change(number)
			if _, err := connection.Write(order); err != nil {
				break
			}
		}
		connection.Close()
	}
}

func (w *workload) handler() http.Handler {
	all := promhttp.HandlerFor(w.all, promhttp.HandlerOpts{})
	small := promhttp.HandlerFor(w.small, promhttp.HandlerOpts{})
	mux := http.NewServeMux()
	mux.HandleFunc("/metrics", func(answer http.ResponseWriter, request *http.Request) {
		// promhttp gathers all series before it filters them; with a registry of its own a small scrape costs a small one.
		if request.URL.RawQuery != "" {
			small.ServeHTTP(answer, request)
		} else {
			all.ServeHTTP(answer, request)
		}
	})
	return mux
}

func readPerHandshake(folder string) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		// ListenAndServeTLS wants to see one; the configuration below is what each handshake gets.
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pair(folder) },
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			trusted, err := pool(folder)
			if err != nil {
				return nil, err
			}
			return &tls.Config{
				MinVersion:             tls.VersionTLS13,
				GetCertificate:         func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pair(folder) },
				ClientAuth:             tls.RequireAndVerifyClientCert,
				ClientCAs:              trusted,
				SessionTicketsDisabled: true,
			}, nil
		},
	}
}

func pair(folder string) (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(folder, "server.crt"), filepath.Join(folder, "server.key"))
	return &pair, err
}

func pool(folder string) (*x509.CertPool, error) {
	file := filepath.Join(folder, "ca.crt")
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	if !trusted.AppendCertsFromPEM(pem) {
		return nil, errors.New(file + " holds no certificate")
	}
	return trusted, nil
}
