package io.operatormetrics.pki;

/** Why a pair cannot serve, in the order in which it is asked. The names appear in events and conditions. */
public enum RenewalReason {
    MISSING("Missing"),
    UNPARSEABLE("Unparseable"),
    KEY_MISMATCH("KeyMismatch"),
    EXPIRED("Expired"),
    NOT_YET_VALID("NotYetValid"),
    WRONG_KEY_USAGE("WrongExtendedKeyUsage"),
    OTHER_CA("NotIssuedByPresentCA"),
    NAMES_MISSING("DNSNamesMissing");

    private final String conditionReason;

    RenewalReason(String conditionReason) {
        this.conditionReason = conditionReason;
    }

    /** In the form of a Kubernetes condition's reason: {@code NotIssuedByPresentCA}. */
    public String conditionReason() {
        return conditionReason;
    }
}
