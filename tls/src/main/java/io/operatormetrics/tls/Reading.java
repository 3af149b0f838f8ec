package io.operatormetrics.tls;

import io.operatormetrics.tls.TlsMaterial.Part;

import java.util.Optional;

/**
 * All that one state of TLS is made from, as read; equal readings make equal states.
 *
 * @param allowedNames the text of the file that lists them, where one does
 */
record Reading(TlsMaterial material, Optional<Part> allowedNames) {

    static Reading of(TlsMaterial material, AllowedNames allowedNames) {
        return new Reading(
                material,
                allowedNames instanceof AllowedNames.FromFile(var file)
                        ? Optional.of(
                                TextFile.read(file, "whoever sets METRICS_CLIENT_ALLOWED_NAMES_FILE has to make it"))
                        : Optional.empty());
    }
}
