package io.operatormetrics.pki;

import java.util.EnumSet;
import java.util.Set;

/** What a pair is to serve for in TLS, by the names of extended key usages (RFC 5280, section 4.2.1.12). */
public enum KeyPurpose {
    SERVER("1.3.6.1.5.5.7.3.1", "serverAuth"),
    CLIENT("1.3.6.1.5.5.7.3.2", "clientAuth");

    final String oid;
    final String label;

    KeyPurpose(String oid, String label) {
        this.oid = oid;
        this.label = label;
    }

    /** What every pair that we issue is fit for. */
    public static Set<KeyPurpose> both() {
        return EnumSet.allOf(KeyPurpose.class);
    }
}
