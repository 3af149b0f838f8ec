package io.operatormetrics.benchmarks.peer;

import java.nio.file.Path;

/** nginx at its best for this job: one worker, files from the page cache, compressed beforehand, connections that never end. */
final class NginxConfiguration {

    private NginxConfiguration() {}

    static String render(PeerSetup setup) {
        Path certificates = setup.certificates();
        return """
                daemon off;
                %s
                worker_processes 1;
                pid nginx.pid;
                error_log error.log warn;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    default_type "text/plain; version=0.0.4; charset=utf-8";
                    types { }
                    client_body_temp_path tmp-body;
                    proxy_temp_path tmp-proxy;
                    fastcgi_temp_path tmp-fastcgi;
                    uwsgi_temp_path tmp-uwsgi;
                    scgi_temp_path tmp-scgi;
                    sendfile on;
                    tcp_nodelay on;
                    keepalive_timeout 1h;
                    keepalive_requests 1000000000;
                    open_file_cache max=16;
                    gzip_static on;
                    server {
                        listen 127.0.0.1:%d ssl;
                        ssl_certificate %s;
                        ssl_certificate_key %s;
                        ssl_client_certificate %s;
                        ssl_verify_client on;
                        ssl_protocols TLSv1.3;
                        ssl_conf_command Ciphersuites %s;
                        ssl_session_cache off;
                        ssl_session_tickets off;
                        root %s;
                        location = /metrics {
                            if ($args) { rewrite ^ /small last; }
                            rewrite ^ /all last;
                        }
                        location / { internal; }
                    }
                }
                """.formatted(
                        // Started by root it would give itself to nobody, who may not read the run's folder.
                        "root".equals(System.getProperty("user.name")) ? "user root root;" : "",
                        setup.port(),
                        certificates.resolve("server.crt"),
                        certificates.resolve("server.key"),
                        certificates.resolve("ca.crt"),
                        ServerCertificates.CIPHER_SUITE,
                        setup.documents());
    }
}
