package io.operatormetrics.tls;

import java.util.Arrays;
import java.util.Optional;

/** What the server requires of a client's certificate. The names are those of Go's {@code tls.ClientAuthType}, as users know them. */
public enum ClientAuth {
    /** A certificate that chains to the client CA; the only mode in which nobody else can read the metrics. */
    REQUIRE_AND_VERIFY("RequireAndVerifyClientCert"),
    /** Any certificate, verified by nobody. */
    REQUIRE_ANY("RequireAnyClientCert"),
    /** None, or one that chains to the client CA. */
    VERIFY_IF_GIVEN("VerifyClientCertIfGiven"),
    /** None is asked for. */
    NONE("NoClientCert");

    private final String goName;

    ClientAuth(String goName) {
        this.goName = goName;
    }

    /** The name of this mode in settings, for instance {@code RequireAndVerifyClientCert}. */
    public String goName() {
        return goName;
    }

    /** Whether some client certificate is verified against the client CA, so that one is needed. */
    public boolean verifies() {
        return this == REQUIRE_AND_VERIFY || this == VERIFY_IF_GIVEN;
    }

    /** The mode of that name in any case; empty when there is none. */
    public static Optional<ClientAuth> parse(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.goName.equalsIgnoreCase(name))
                .findFirst();
    }
}
