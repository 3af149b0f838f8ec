package io.operatormetrics.demo;

import io.operatormetrics.demo.cluster.DemoCertificates;
import io.operatormetrics.demo.process.DemoFailure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Scrapes with the very command that it shows. */
final class CurlScraper implements Scraper {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private final String curl;
    private final Path folder;
    private final int port;

    /**
     * @param curl the program
     * @param folder holds {@code ca.crt}, {@code client.crt} and {@code client.key}
     * @param port of the endpoint, on 127.0.0.1
     */
    CurlScraper(String curl, Path folder, int port) {
        this.curl = curl;
        this.folder = folder;
        this.port = port;
    }

    /** As one would type it. */
    String command() {
        return commandLine("curl", true).stream()
                .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    @Override
    public Answer withClientCertificate() {
        return run(commandLine(curl, true));
    }

    @Override
    public Answer withoutClientCertificate() {
        return run(commandLine(curl, false));
    }

    private List<String> commandLine(String program, boolean present) {
        String host = DemoCertificates.SERVER_NAME;
        List<String> line = new ArrayList<>(List.of(program, "--silent", "--show-error", "--fail"));
        line.addAll(List.of("--cacert", file("ca.crt")));
        if (present) {
            line.addAll(List.of("--cert", file("client.crt"), "--key", file("client.key")));
        }
        line.addAll(
                List.of("--resolve", host + ":" + port + ":127.0.0.1", "https://" + host + ":" + port + "/metrics"));
        return line;
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private Answer run(List<String> commandLine) {
        ProcessBuilder builder = new ProcessBuilder(commandLine)
                .redirectError(folder.resolve("curl.err").toFile());
        // No .curlrc and no proxy: what is shown must be what is done.
        builder.environment().clear();
        try {
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() == 0) {
                return new Metrics(text);
            }
            return new Refused(Files.readString(folder.resolve("curl.err")).strip());
        } catch (IOException e) {
            throw new DemoFailure("cannot run curl: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
    }
}
