package io.operatormetrics.operator.kube;

import io.operatormetrics.operator.kube.ApiPresence.Presence;
import io.operatormetrics.operator.kube.EndpointSecrets.Maker;
import io.operatormetrics.operator.kube.Sight.Found;
import io.operatormetrics.operator.kube.Sight.NotFound;
import io.operatormetrics.operator.kube.Sight.Unknown;
import io.operatormetrics.operator.kube.Sight.Unreadable;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.tls.TlsMaterial.Present;
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

class MaterialPartsTest {

    private static final ObjectKey PAIR = new ObjectKey("tigera-operator", "web-tls");
    private static final PemSecret.Metadata PAIR_METADATA =
            new PemSecret.Metadata("web-tls", "tigera-operator", "1", null, null);
    private static final ObjectKey CA = new ObjectKey("tigera-operator", "tigera-ca-private");
    private static final EndpointSecrets SECRETS = new EndpointSecrets(PAIR, CA, Maker.OTHERS);
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
        PemSecret.Data data = new PemSecret.Data(member(tlsCrt), member(tlsKey), member(cert), member(key));

        assertThat(MaterialParts.serverPair(SECRETS, new Found<>(new PemSecret(PAIR_METADATA, data))))
                .isEqualTo(new PairParts(part(certificatePart), part(keyPart)));
    }

    @Test
    void secretWithoutDataMissesBothMembers() {
        assertThat(MaterialParts.serverPair(SECRETS, new Found<>(new PemSecret(PAIR_METADATA, null))))
                .isEqualTo(new PairParts(part("tls.crt missing"), part("tls.key missing")));
    }

    static List<ArgumentSet> whyThereIsNoPair() {
        return List.of(
                argumentSet("not asked yet", new Unknown<PemSecret>(), "not read yet; waiting for the API server"),
                argumentSet(
                        "not there",
                        new NotFound<PemSecret>(),
                        "not found; the Tigera operator creates it when its own METRICS_SCHEME is https, or create it as a"
                                + " Secret of type kubernetes.io/tls"),
                argumentSet(
                        "403",
                        new Unreadable<PemSecret>(forbidden()),
                        "may not be read; the operator's service account needs a Role in namespace tigera-operator with"
                                + " apiGroups [\"\"], resources [secrets], resourceNames [web-tls], verbs [list, watch]"),
                argumentSet("500", new Unreadable<PemSecret>(broken()), "cannot be read: 500 etcd is down"));
    }

    @ParameterizedTest
    @MethodSource("whyThereIsNoPair")
    void absentSecretSaysWhatToDo(Sight<PemSecret> sight, String remedy) {
        Missing missing = new Missing("Secret tigera-operator/web-tls", remedy);

        assertThat(MaterialParts.serverPair(SECRETS, sight)).isEqualTo(new PairParts(missing, missing));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"!", "a", "AAAA=AAA", "AA-_", "Q0E= Q0E=", "-----BEGIN CERTIFICATE-----"})
    void whatIsNotBase64IsMissingAndNotQuoted(String garbage) {
        PemSecret.Data data = new PemSecret.Data(garbage, garbage, null, null);
        assertThat(MaterialParts.serverPair(SECRETS, new Found<>(new PemSecret(PAIR_METADATA, data))))
                .isEqualTo(new PairParts(
                        new Missing("Secret tigera-operator/web-tls, key tls.crt", "is not base64"),
                        new Missing("Secret tigera-operator/web-tls, key tls.key", "is not base64")));
        assertThat(MaterialParts.clientCa(Presence.SERVED, installation(garbage), SECRETS, caSecret("CA")))
                .isEqualTo(new Missing(CA_CERT, "is not base64"));
    }

    @Test
    void bytesAreKeptOneCharEach() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        CaSecret.Data data = new CaSecret.Data(Base64.getEncoder().encodeToString(all));

        assertThat(MaterialParts.clientCa(
                        Presence.ABSENT, new Unknown<>(), SECRETS, new Found<>(new CaSecret(caMeta(), data))))
                .isEqualTo(new Present(
                        "Secret tigera-operator/tigera-ca-private, key tls.crt",
                        new String(all, StandardCharsets.ISO_8859_1)));
    }

    @Test
    void caOfTheInstallationWins() {
        assertThat(MaterialParts.clientCa(
                        Presence.SERVED, installation(base64("INSTALLATION CA")), SECRETS, caSecret("SECRET CA")))
                .isEqualTo(new Present(CA_CERT, "INSTALLATION CA"));
    }

    /** The API server keeps it as it was written, and Go's decoder, which the Tigera operator uses, skips line ends. */
    @Test
    void caOfTheInstallationMayBeWrittenInLines() {
        String wrapped = Base64.getMimeEncoder(16, new byte[] {'\n'})
                .encodeToString("INSTALLATION CA".getBytes(StandardCharsets.US_ASCII));

        assertThat(MaterialParts.clientCa(
                        Presence.SERVED, installation(wrapped + "\r\n"), SECRETS, caSecret("SECRET CA")))
                .isEqualTo(new Present(CA_CERT, "INSTALLATION CA"));
    }

    static List<ArgumentSet> installationsThatNameNoCa() {
        return List.of(
                argumentSet("API absent", Presence.ABSENT, new Unknown<InstallationCa>()),
                argumentSet("no Installation", Presence.SERVED, new NotFound<InstallationCa>()),
                argumentSet("no spec", Presence.SERVED, new Found<>(new InstallationCa(meta("default"), null))),
                argumentSet(
                        "no certificateManagement",
                        Presence.SERVED,
                        new Found<>(new InstallationCa(meta("default"), new InstallationCa.Spec(null)))),
                argumentSet("no caCert", Presence.SERVED, installation(null)));
    }

    @ParameterizedTest
    @MethodSource("installationsThatNameNoCa")
    void elseItIsTheCaSecret(Presence installations, Sight<InstallationCa> installation) {
        assertThat(MaterialParts.clientCa(installations, installation, SECRETS, caSecret("SECRET CA")))
                .isEqualTo(new Present("Secret tigera-operator/tigera-ca-private, key tls.crt", "SECRET CA"));
    }

    static List<ArgumentSet> installationsThatCannotBeAsked() {
        return List.of(
                argumentSet(
                        "API not known yet",
                        Presence.UNKNOWN,
                        new Unknown<InstallationCa>(),
                        "not known yet whether this API is served"),
                argumentSet(
                        "not read yet",
                        Presence.SERVED,
                        new Unknown<InstallationCa>(),
                        "not read yet; waiting for the API server"),
                argumentSet(
                        "403",
                        Presence.SERVED,
                        new Unreadable<InstallationCa>(forbidden()),
                        "may not be read; the operator's service account needs a ClusterRole with apiGroups"
                                + " [operator.tigera.io], resources [installations], verbs [list, watch]"),
                argumentSet(
                        "500",
                        Presence.SERVED,
                        new Unreadable<InstallationCa>(broken()),
                        "cannot be read: 500 etcd is down"));
    }

    @ParameterizedTest
    @MethodSource("installationsThatCannotBeAsked")
    void noCaIsTrustedWhileTheInstallationCannotBeAsked(
            Presence installations, Sight<InstallationCa> installation, String remedy) {
        assertThat(MaterialParts.clientCa(installations, installation, SECRETS, caSecret("SECRET CA")))
                .isEqualTo(new Missing(CA_CERT, remedy));
    }

    static List<ArgumentSet> whyThereIsNoCa() {
        String secret = "Secret tigera-operator/tigera-ca-private";
        String absent = "the Secret is there, but this key is absent or empty";
        return List.of(
                argumentSet(
                        "not asked yet",
                        new Unknown<CaSecret>(),
                        new Missing(secret, "not read yet; waiting for the API server")),
                argumentSet(
                        "not there",
                        new NotFound<CaSecret>(),
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
                        new Found<>(new CaSecret(caMeta(), null)),
                        new Missing(secret + ", key tls.crt", absent)),
                argumentSet(
                        "no tls.crt",
                        new Found<>(new CaSecret(caMeta(), new CaSecret.Data(null))),
                        new Missing(secret + ", key tls.crt", absent)),
                argumentSet("empty tls.crt", caSecret(""), new Missing(secret + ", key tls.crt", absent)));
    }

    @ParameterizedTest
    @MethodSource("whyThereIsNoCa")
    void absentCaSaysWhatToDo(Sight<CaSecret> sight, Missing missing) {
        assertThat(MaterialParts.clientCa(Presence.ABSENT, new Unknown<>(), SECRETS, sight))
                .isEqualTo(missing);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            US               | not found; this operator makes it
            US_FOR_A_MONITOR | not found; this operator makes it once there is a Monitor
            """)
    void whereWeMakeThemNobodyElseIsNamedForIt(Maker maker, String remedy) {
        EndpointSecrets secrets = new EndpointSecrets(PAIR, CA, maker);

        assertThat(MaterialParts.serverPair(secrets, new NotFound<>()).certificate())
                .isEqualTo(new Missing("Secret tigera-operator/web-tls", remedy));
        assertThat(MaterialParts.clientCa(Presence.ABSENT, new Unknown<>(), secrets, new NotFound<>()))
                .isEqualTo(new Missing(
                        "Secret tigera-operator/tigera-ca-private",
                        remedy + ", unless METRICS_CREATE_CA leaves that to the Tigera operator"));
    }

    private static ApiFailure forbidden() {
        return ApiFailure.ofCode(403, "secrets is forbidden");
    }

    private static ApiFailure broken() {
        return new ApiFailure(ApiFailure.Kind.OTHER, "500 etcd is down");
    }

    private static Part part(String text) {
        String origin = "Secret tigera-operator/web-tls, key ";
        if (text.endsWith(" missing")) {
            return new Missing(
                    origin + text.replace(" missing", ""), "the Secret is there, but this key is absent or empty");
        }
        String[] nameAndPem = text.split("=", 2);
        return new Present(origin + nameAndPem[0], nameAndPem[1]);
    }

    private static String member(String plain) {
        return plain.equals("-") ? null : base64(plain);
    }

    private static Sight<InstallationCa> installation(String caCert) {
        return new Found<>(new InstallationCa(
                meta("default"), new InstallationCa.Spec(new InstallationCa.CertificateManagement(caCert, null))));
    }

    private static Sight<CaSecret> caSecret(String pem) {
        return new Found<>(new CaSecret(caMeta(), new CaSecret.Data(base64(pem))));
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
