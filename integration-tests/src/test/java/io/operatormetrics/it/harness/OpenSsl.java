package io.operatormetrics.it.harness;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** OpenSSL's test client: one connection and one request, and what became of it. */
public final class OpenSsl {

    private static final Pattern ALERT = Pattern.compile("SSL alert number (\\d+)");

    private OpenSsl() {}

    /**
     * How a connection ended.
     *
     * @param served whether the request was answered 200
     * @param alert the alert that the server sent (RFC 8446, section 6)
     */
    public record Outcome(boolean served, OptionalInt alert, String output) {}

    /** Connects and scrapes, with further options of {@code openssl s_client}, for instance {@code -tls1_3}. */
    public static Outcome connect(URI endpoint, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "s_client",
                "-connect",
                endpoint.getHost() + ":" + endpoint.getPort(),
                "-servername",
                "localhost",
                "-ign_eof"));
        arguments.addAll(List.of(options));
        Command.Result result = Command.of("openssl", arguments)
                .run("GET " + endpoint.getPath() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        String output = result.stdout() + result.stderr();
        OptionalInt alert = ALERT.matcher(output)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .findFirst();
        return new Outcome(result.stdout().contains("HTTP/1.1 200 "), alert, output);
    }
}
