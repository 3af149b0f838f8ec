package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;
import io.operatormetrics.server.settings.ValueSyntax;
import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.CipherSuites;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The variables that say how TLS is spoken, and the rules between them. */
final class TlsPolicySettings {

    static final Setting<ClientAuth> METRICS_CLIENT_AUTH = Setting.of(
            "METRICS_CLIENT_AUTH",
            ValueSyntax.oneOf(ClientAuth.class, ClientAuth::goName),
            "RequireAndVerifyClientCert",
            "What the server requires of a client's certificate; the three weaker modes warn at start");
    static final Setting<List<String>> METRICS_CLIENT_ALLOWED_NAMES = Setting.open(
            "METRICS_CLIENT_ALLOWED_NAMES",
            ValueSyntax.listOf(ValueSyntax.matching(Pattern.compile("\\S+"), "names")),
            "every verified client",
            "Names of which a verified client must present one, exactly, as DNS, URI, e-mail or IP SAN (as CN only if its"
                    + " certificate has no SAN); only with RequireAndVerifyClientCert");
    static final Setting<Path> METRICS_CLIENT_ALLOWED_NAMES_FILE = Setting.open(
            "METRICS_CLIENT_ALLOWED_NAMES_FILE",
            ValueSyntax.path(),
            "none",
            "The same from a file, one name a line, read again when it changes; not together with the list");
    static final Setting<TlsVersion> TLS_MIN_VERSION = Setting.of(
            "TLS_MIN_VERSION",
            ValueSyntax.oneOf(TlsVersion.class, TlsVersion::number),
            "1.2",
            "Lowest TLS version spoken");
    static final Setting<List<String>> TLS_CIPHER_SUITES = Setting.open(
            "TLS_CIPHER_SUITES",
            ValueSyntax.listOf(ValueSyntax.matching(Pattern.compile("\\S+"), "IANA names of TLS 1.2 suites")),
            "secure defaults",
            "TLS 1.2 suites to offer instead of the defaults; not with TLS_MIN_VERSION=1.3");
    static final Setting<TlsProvider> METRICS_TLS_PROVIDER = Setting.of(
            "METRICS_TLS_PROVIDER",
            ValueSyntax.oneOf(TlsProvider.class, provider -> provider.name().toLowerCase(Locale.ROOT)),
            "boringssl",
            "TLS implementation; nothing switches from one to the other by itself");

    private TlsPolicySettings() {}

    static TlsPolicy read(SettingsReader reader) {
        ClientAuth clientAuth = reader.read(METRICS_CLIENT_AUTH);
        AllowedNames allowedNames = allowedNames(reader, clientAuth);
        TlsVersion minVersion = reader.read(TLS_MIN_VERSION);
        Optional<List<String>> suites = reader.find(TLS_CIPHER_SUITES);
        TlsProvider provider = reader.read(METRICS_TLS_PROVIDER);
        if (suites.isPresent() && minVersion == TlsVersion.TLS_1_3) {
            reader.reject(TLS_CIPHER_SUITES, "unset with TLS_MIN_VERSION=1.3, whose suites cannot be chosen");
        } else if (reader.areRight(METRICS_TLS_PROVIDER)) {
            suites.orElse(List.of()).forEach(suite -> checkSuite(reader, suite, provider));
        }
        return new TlsPolicy(clientAuth, minVersion, suites.orElse(List.of()), provider, allowedNames);
    }

    /** The settings of allowed names that are set; they limit nobody unless a certificate is required and verified. */
    static Stream<Setting<?>> allowedNamesSet(SettingsReader reader) {
        return Stream.<Setting<?>>of(METRICS_CLIENT_ALLOWED_NAMES, METRICS_CLIENT_ALLOWED_NAMES_FILE)
                .filter(reader::isSet);
    }

    private static AllowedNames allowedNames(SettingsReader reader, ClientAuth clientAuth) {
        Optional<List<String>> names = reader.find(METRICS_CLIENT_ALLOWED_NAMES);
        Optional<Path> file = reader.find(METRICS_CLIENT_ALLOWED_NAMES_FILE);
        if (reader.areRight(METRICS_CLIENT_AUTH) && clientAuth != ClientAuth.REQUIRE_AND_VERIFY) {
            allowedNamesSet(reader)
                    .forEach(setting -> reader.reject(
                            setting, "unset, or METRICS_CLIENT_AUTH=" + ClientAuth.REQUIRE_AND_VERIFY.goName()));
        }
        if (reader.isSet(METRICS_CLIENT_ALLOWED_NAMES) && reader.isSet(METRICS_CLIENT_ALLOWED_NAMES_FILE)) {
            reader.reject(
                    METRICS_CLIENT_ALLOWED_NAMES_FILE,
                    "unset, since METRICS_CLIENT_ALLOWED_NAMES is set: one of the two");
        }
        return names.<AllowedNames>map(listed -> new AllowedNames.Listed(Set.copyOf(listed)))
                .or(() -> file.map(AllowedNames.FromFile::new))
                .orElseGet(AllowedNames.Any::new);
    }

    private static void checkSuite(SettingsReader reader, String suite, TlsProvider provider) {
        CipherSuites.problem(suite, provider)
                .ifPresent(problem ->
                        reader.reject(TLS_CIPHER_SUITES, suite, "another suite, since this one is " + problem));
    }
}
