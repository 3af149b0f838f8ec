package io.operatormetrics.operator.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The pair of a rehearsal and its CA as files of this user alone, in a folder that goes with the process, interrupted or not. */
public record TrainingFiles(Path folder) {

    public static TrainingFiles of(TrainingCertificates certificates) throws IOException {
        TrainingFiles files = new TrainingFiles(Files.createTempDirectory("operator-metrics-training-"));
        // Before the files, since those that were named last are deleted first.
        files.folder().toFile().deleteOnExit();
        write(files.certificate(), certificates.pair().certificatePem());
        write(files.key(), certificates.pair().keyPem());
        write(files.ca(), certificates.authority().certificatePem());
        return files;
    }

    public Path certificate() {
        return folder.resolve("tls.crt");
    }

    public Path key() {
        return folder.resolve("tls.key");
    }

    public Path ca() {
        return folder.resolve("ca.crt");
    }

    private static void write(Path file, String pem) throws IOException {
        Files.writeString(file, pem, StandardCharsets.US_ASCII);
        file.toFile().deleteOnExit();
    }
}
