package io.operatormetrics.tls;

import io.operatormetrics.tls.TlsMaterial.Part;

import java.util.Optional;

/**
 * All that one state of TLS is made from, as read; equal readings make equal states.
 *
 * @param allowedNames the text of the file that lists them, where one does
 */
record MaterialSnapshot(TlsMaterial material, Optional<Part> allowedNames) {}
