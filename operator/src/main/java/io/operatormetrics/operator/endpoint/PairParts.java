package io.operatormetrics.operator.endpoint;

import io.operatormetrics.tls.TlsMaterial.Part;

/** Certificate and key of one Secret, each as PEM or why it is not there. */
public record PairParts(Part certificate, Part key) {}
