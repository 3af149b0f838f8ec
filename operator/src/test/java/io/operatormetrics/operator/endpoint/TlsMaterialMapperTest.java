package io.operatormetrics.operator.endpoint;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.Observed.Absent;
import io.operatormetrics.kubernetes.cache.Observed.Pending;
import io.operatormetrics.kubernetes.cache.Observed.Present;
import io.operatormetrics.kubernetes.cache.Observed.Unreadable;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.operator.endpoint.TlsSecretRefs.Maker;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class TlsMaterialMapperTest {

    private static final NamespacedName PAIR = new NamespacedName("tigera-operator", "web-tls");
    private static final TlsSecret.Metadata PAIR_METADATA =
            new TlsSecret.Metadata("web-tls", "tigera-operator", "1", null, null);
    private static final NamespacedName CA = new NamespacedName("tigera-operator", "tigera-ca-private");
    private static final TlsSecretRefs SECRETS = new TlsSecretRefs(PAIR, CA, Maker.OTHERS);
    private static final String CA_CERT = "Installation default, spec.certificateManagement.caCert";

    /** Secret members are written plainly here and stand in base64 in the Secret; {@code -} is an absent one, {@code ''} an empty one. */
    @ParameterizedTest(name = "tls.crt {0}, tls.key {1}, cert {2}, key {3}: {4} and {5}")
    @CsvSource(textBlock = """
            CRT, KEY, -,   -,   tls.crt=CRT,    tls.key=KEY
            CRT, KEY, crt, key, tls.crt=CRT,    tls.key=KEY
            -,   -,   crt, key, cert=crt,       key=key
            '',  '',  crt, key, cert=crt,       key=key
            CRT, -,   crt, key, cert=crt,       key=key
            -,   KEY, crt, key, cert=crt,       key=key
            CRT, -,   -,   key, tls.crt=CRT,    tls.key missing
            -,   KEY, crt, -,   tls.crt missing, tls.key=KEY
            CRT, -,   -,   -,   tls.crt=CRT,    tls.key missing
            -,   -,   crt, -,   tls.crt missing, tls.key missing
            -,   -,   crt, '',  tls.crt missing, tls.key missing
            -,   -,   -,   -,   tls.crt missing, tls.key missing
            """)
    void pairComesFromOneNamingOfItsMembers(
            String tlsCrt, String tlsKey, String cert, String key, String certificatePart, String keyPart) {
        TlsSecret.Data data = new TlsSecret.Data(member(tlsCrt), member(tlsKey), member(cert), member(key));

        assertThat(TlsMaterialMapper.serverPair(SECRETS, new Present<>(new TlsSecret(PAIR_METADATA, data))))
                .isEqualTo(new PairParts(part(certificatePart), part(keyPart)));
    }

    @Test
    void secretWithoutDataMissesBothMembers() {
        assertThat(TlsMaterialMapper.serverPair(SECRETS, new Present<>(new TlsSecret(PAIR_METADATA, null))))
                .isEqualTo(new PairParts(part("tls.crt missing"), part("tls.key missing")));
    }

    static List<ArgumentSet> whyThereIsNoPair() {
        return List.of(
                argumentSet("not asked yet", new Pending<TlsSecret>(), "not read yet; waiting for the API server"),
                argumentSet(
                        "not there",
                        new Absent<TlsSecret>(),
                        "not found; the Tigera operator creates it when its own METRICS_SCHEME is https, or create it as a"
                                + " Secret of type kubernetes.io/tls"),
                argumentSet(
                        "403",
                        new Unreadable<TlsSecret>(forbidden()),
                        "may not be read; the operator's service account needs a Role in namespace tigera-operator with"
                                + " apiGroups [\"\"], resources [secrets], resourceNames [web-tls], verbs [list, watch]"),
                argumentSet("500", new Unreadable<TlsSecret>(broken()), "cannot be read: 500 etcd is down"));
    }

    @ParameterizedTest
    @MethodSource("whyThereIsNoPair")
    void absentSecretSaysWhatToDo(Observed<TlsSecret> observed, String remedy) {
        Missing missing = new Missing("Secret tigera-operator/web-tls", remedy);

        assertThat(TlsMaterialMapper.serverPair(SECRETS, observed)).isEqualTo(new PairParts(missing, missing));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"!", "a", "AAAA=AAA", "AA-_", "Q0E= Q0E=", "-----BEGIN CERTIFICATE-----"})
    void whatIsNotBase64IsMissingAndNotQuoted(String garbage) {
        TlsSecret.Data data = new TlsSecret.Data(garbage, garbage, null, null);
        assertThat(TlsMaterialMapper.serverPair(SECRETS, new Present<>(new TlsSecret(PAIR_METADATA, data))))
                .isEqualTo(new PairParts(
                        new Missing("Secret tigera-operator/web-tls, key tls.crt", "is not base64"),
                        new Missing("Secret tigera-operator/web-tls, key tls.key", "is not base64")));
        assertThat(TlsMaterialMapper.clientCa(ApiAvailability.SERVED, installation(garbage), SECRETS, caSecret("CA")))
                .isEqualTo(new Missing(CA_CERT, "is not base64"));
    }

    @Test
    void bytesAreKeptOneCharEach() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        CaSecret.Data data = new CaSecret.Data(Base64.getEncoder().encodeToString(all));

        assertThat(TlsMaterialMapper.clientCa(
                        ApiAvailability.ABSENT, new Pending<>(), SECRETS, new Present<>(new CaSecret(caMeta(), data))))
                .isEqualTo(new Loaded(
                        "Secret tigera-operator/tigera-ca-private, key tls.crt",
                        new String(all, StandardCharsets.ISO_8859_1)));
    }

    @Test
    void caOfTheInstallationWins() {
        assertThat(TlsMaterialMapper.clientCa(
                        ApiAvailability.SERVED,
                        installation(base64("INSTALLATION CA")),
                        SECRETS,
                        caSecret("SECRET CA")))
                .isEqualTo(new Loaded(CA_CERT, "INSTALLATION CA"));
    }

    /** The API server keeps it as it was written, and Go's decoder, which the Tigera operator uses, skips line ends. */
    @Test
    void caOfTheInstallationMayBeWrittenInLines() {
        String wrapped = Base64.getMimeEncoder(16, new byte[] {'\n'})
                .encodeToString("INSTALLATION CA".getBytes(StandardCharsets.US_ASCII));

        assertThat(TlsMaterialMapper.clientCa(
                        ApiAvailability.SERVED, installation(wrapped + "\r\n"), SECRETS, caSecret("SECRET CA")))
                .isEqualTo(new Loaded(CA_CERT, "INSTALLATION CA"));
    }

    static List<ArgumentSet> installationsThatNameNoCa() {
        return List.of(
                argumentSet("API absent", ApiAvailability.ABSENT, new Pending<Installation>()),
                argumentSet("no Installation", ApiAvailability.SERVED, new Absent<Installation>()),
                argumentSet(
                        "no spec",
                        ApiAvailability.SERVED,
                        new Present<>(new Installation(meta("default"), null, null))),
                argumentSet(
                        "no certificateManagement",
                        ApiAvailability.SERVED,
                        new Present<>(new Installation(meta("default"), new Installation.Spec(null, null), null))),
                argumentSet("no caCert", ApiAvailability.SERVED, installation(null)));
    }

    @ParameterizedTest
    @MethodSource("installationsThatNameNoCa")
    void elseItIsTheCaSecret(ApiAvailability installations, Observed<Installation> installation) {
        assertThat(TlsMaterialMapper.clientCa(installations, installation, SECRETS, caSecret("SECRET CA")))
                .isEqualTo(new Loaded("Secret tigera-operator/tigera-ca-private, key tls.crt", "SECRET CA"));
    }

    static List<ArgumentSet> installationsThatCannotBeAsked() {
        return List.of(
                argumentSet(
                        "API not known yet",
                        ApiAvailability.UNKNOWN,
                        new Pending<Installation>(),
                        "not known yet whether this API is served"),
                argumentSet(
                        "not read yet",
                        ApiAvailability.SERVED,
                        new Pending<Installation>(),
                        "not read yet; waiting for the API server"),
                argumentSet(
                        "403",
                        ApiAvailability.SERVED,
                        new Unreadable<Installation>(forbidden()),
                        "may not be read; the operator's service account needs a ClusterRole with apiGroups"
                                + " [operator.tigera.io], resources [installations], verbs [list, watch]"),
                argumentSet(
                        "500",
                        ApiAvailability.SERVED,
                        new Unreadable<Installation>(broken()),
                        "cannot be read: 500 etcd is down"));
    }

    @ParameterizedTest
    @MethodSource("installationsThatCannotBeAsked")
    void noCaIsTrustedWhileTheInstallationCannotBeAsked(
            ApiAvailability installations, Observed<Installation> installation, String remedy) {
        assertThat(TlsMaterialMapper.clientCa(installations, installation, SECRETS, caSecret("SECRET CA")))
                .isEqualTo(new Missing(CA_CERT, remedy));
    }

    static List<ArgumentSet> whyThereIsNoCa() {
        String secret = "Secret tigera-operator/tigera-ca-private";
        String absent = "the Secret is there, but this key is absent or empty";
        return List.of(
                argumentSet(
                        "not asked yet",
                        new Pending<CaSecret>(),
                        new Missing(secret, "not read yet; waiting for the API server")),
                argumentSet(
                        "not there",
                        new Absent<CaSecret>(),
                        new Missing(secret, "not found; the Tigera operator creates it")),
                argumentSet(
                        "403",
                        new Unreadable<CaSecret>(forbidden()),
                        new Missing(
                                secret,
                                "may not be read; the operator's service account needs a Role in namespace"
                                        + " tigera-operator with apiGroups [\"\"], resources [secrets], resourceNames"
                                        + " [tigera-ca-private], verbs [list, watch]")),
                argumentSet(
                        "no data",
                        new Present<>(new CaSecret(caMeta(), null)),
                        new Missing(secret + ", key tls.crt", absent)),
                argumentSet(
                        "no tls.crt",
                        new Present<>(new CaSecret(caMeta(), new CaSecret.Data(null))),
                        new Missing(secret + ", key tls.crt", absent)),
                argumentSet("empty tls.crt", caSecret(""), new Missing(secret + ", key tls.crt", absent)));
    }

    @ParameterizedTest
    @MethodSource("whyThereIsNoCa")
    void absentCaSaysWhatToDo(Observed<CaSecret> observed, Missing missing) {
        assertThat(TlsMaterialMapper.clientCa(ApiAvailability.ABSENT, new Pending<>(), SECRETS, observed))
                .isEqualTo(missing);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            US               | not found; this operator makes it
            US_FOR_A_MONITOR | not found; this operator makes it once there is a Monitor
            """)
    void whereWeMakeThemNobodyElseIsNamedForIt(Maker maker, String remedy) {
        TlsSecretRefs secrets = new TlsSecretRefs(PAIR, CA, maker);

        assertThat(TlsMaterialMapper.serverPair(secrets, new Absent<>()).certificate())
                .isEqualTo(new Missing("Secret tigera-operator/web-tls", remedy));
        assertThat(TlsMaterialMapper.clientCa(ApiAvailability.ABSENT, new Pending<>(), secrets, new Absent<>()))
                .isEqualTo(new Missing(
                        "Secret tigera-operator/tigera-ca-private",
                        remedy + ", unless METRICS_CREATE_CA leaves that to the Tigera operator"));
    }

    private static ApiException forbidden() {
        return ApiException.ofCode(403, "secrets is forbidden");
    }

    private static ApiException broken() {
        return new ApiException(ApiException.Kind.OTHER, "500 etcd is down");
    }

    private static Part part(String text) {
        String origin = "Secret tigera-operator/web-tls, key ";
        if (text.endsWith(" missing")) {
            return new Missing(
                    origin + text.replace(" missing", ""), "the Secret is there, but this key is absent or empty");
        }
        String[] nameAndPem = text.split("=", 2);
        return new Loaded(origin + nameAndPem[0], nameAndPem[1]);
    }

    private static String member(String plain) {
        return plain.equals("-") ? null : base64(plain);
    }

    private static Observed<Installation> installation(String caCert) {
        return new Present<>(new Installation(
                meta("default"),
                new Installation.Spec(null, new Installation.CertificateManagement(caCert, null)),
                null));
    }

    private static Observed<CaSecret> caSecret(String pem) {
        return new Present<>(new CaSecret(caMeta(), new CaSecret.Data(base64(pem))));
    }

    private static ObjectMeta meta(String name) {
        return new ObjectMeta(name, "tigera-operator", "1");
    }

    private static String base64(String plain) {
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    private static CaSecret.Metadata caMeta() {
        return new CaSecret.Metadata(CA.name(), CA.namespace(), "1", null, null);
    }
}
