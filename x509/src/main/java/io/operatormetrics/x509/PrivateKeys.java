package io.operatormetrics.x509;

import org.jspecify.annotations.Nullable;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads an unencrypted private key from PEM: PKCS#8 (RFC 5958), PKCS#1 for RSA (RFC 8017), SEC 1 for EC (RFC 5915), the last
 * also behind an {@code EC PARAMETERS} block. Certificates beside it are skipped, since one file may hold key and chain. RSA of any
 * size, the NIST curves and Ed25519 (RFC 8410) are read; the caller decides which of them are acceptable, see {@link KeyKind}.
 */
public final class PrivateKeys {
    private static final String EXPECTED =
            "one unencrypted RSA, EC or Ed25519 private key in PKCS#8, PKCS#1 or SEC 1 form";
    private static final String RSA_OID = "1.2.840.113549.1.1.1";
    private static final String EC_OID = "1.2.840.10045.2.1";
    private static final String ED25519_OID = "1.3.101.112";
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_OID_DER = HexFormat.of().parseHex("06072a8648ce3d0201");

    private static final Map<String, String> CURVES = Map.of(
            "1.2.840.10045.3.1.7", "P-256",
            "1.3.132.0.34", "P-384",
            "1.3.132.0.35", "P-521");

    /** What people call the kinds that are not read. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("1.2.840.113549.1.1.10", "RSASSA-PSS"),
            Map.entry("1.2.840.10040.4.1", "DSA"),
            Map.entry("1.2.840.113549.1.3.1", "Diffie-Hellman"),
            Map.entry("1.3.101.110", "X25519"),
            Map.entry("1.3.101.111", "X448"),
            Map.entry("1.3.101.113", "Ed448"),
            Map.entry("1.3.132.0.10", "secp256k1"),
            Map.entry("1.3.132.0.33", "P-224"),
            Map.entry("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"));

    private PrivateKeys() {}

    /**
     * The one key that the text holds.
     *
     * @param origin where the text was read, for messages
     * @throws X509Exception that names what was found, when it is anything else
     */
    public static PrivateKey parse(String origin, String pem) throws X509Exception {
        List<PemBlock> blocks = Pem.decode(origin, pem);
        List<PemBlock> keys = blocks.stream()
                .filter(block -> !isParameters(block) && !isCertificate(block))
                .toList();
        if (keys.size() != 1) {
            throw new X509Exception(origin, "found " + labels(blocks), EXPECTED);
        }
        PemBlock key = keys.getFirst();
        if (key.encrypted()) {
            throw new X509Exception(origin, "found an encrypted " + key.label(), EXPECTED);
        }
        try {
            return switch (key.label()) {
                case "PRIVATE KEY" -> fromPkcs8(origin, key.der());
                case "RSA PRIVATE KEY" -> fromPkcs1(origin, key.der());
                case "EC PRIVATE KEY" -> fromSec1(origin, key.der(), parameters(blocks));
                default -> throw new X509Exception(origin, "found " + labels(blocks), EXPECTED);
            };
        } catch (IllegalArgumentException notDer) {
            throw new X509Exception(origin, "found a malformed " + key.label() + ": " + notDer.getMessage(), EXPECTED);
        }
    }

    private static PrivateKey fromPkcs8(String origin, byte[] pkcs8) throws X509Exception {
        List<Der> fields = fields(pkcs8, 3);
        List<Der> algorithm = fields.get(1).expect(Der.SEQUENCE).elements();
        if (algorithm.isEmpty()) {
            throw new IllegalArgumentException("no algorithm");
        }
        String oid = algorithm.getFirst().oid();
        return switch (oid) {
            case RSA_OID -> load(origin, "RSA", pkcs8);
            case ED25519_OID -> load(origin, "Ed25519", pkcs8);
            case EC_OID -> {
                requireCurve(origin, algorithm.size() > 1 ? algorithm.get(1) : null);
                yield load(origin, "EC", pkcs8);
            }
            default ->
                throw new X509Exception(
                        origin, "found a private key of kind " + NAMES.getOrDefault(oid, oid), EXPECTED);
        };
    }

    private static PrivateKey fromPkcs1(String origin, byte[] pkcs1) throws X509Exception {
        fields(pkcs1, 9);
        return load(origin, "RSA", wrap(RSA_ALGORITHM, pkcs1));
    }

    private static PrivateKey fromSec1(String origin, byte[] sec1, @Nullable Der parametersBlock) throws X509Exception {
        Der curve = fields(sec1, 2).stream()
                .filter(field -> field.tag() == Der.CONTEXT_0)
                .flatMap(field -> field.elements().stream())
                .findFirst()
                .orElse(parametersBlock);
        byte[] curveOid = Der.write(Der.OID, requireCurve(origin, curve).bytes());
        return load(origin, "EC", wrap(Der.write(Der.SEQUENCE, EC_OID_DER, curveOid), sec1));
    }

    /** The elements of a SEQUENCE that starts with a version. */
    private static List<Der> fields(byte[] der, int atLeast) {
        List<Der> fields = Der.read(der).expect(Der.SEQUENCE).elements();
        if (fields.size() < atLeast) {
            throw new IllegalArgumentException("%d fields, at least %d are needed".formatted(fields.size(), atLeast));
        }
        fields.getFirst().expect(Der.INTEGER);
        return fields;
    }

    private static Der requireCurve(String origin, @Nullable Der curve) throws X509Exception {
        if (curve == null) {
            throw new X509Exception(origin, "found an EC private key without its curve", EXPECTED);
        }
        if (curve.tag() != Der.OID) {
            throw new X509Exception(origin, "found an EC private key with explicit curve parameters", "a named curve");
        }
        String oid = curve.oid();
        if (!CURVES.containsKey(oid)) {
            throw new X509Exception(
                    origin,
                    "found an EC private key on curve " + NAMES.getOrDefault(oid, oid),
                    "curve " + CURVES.values().stream().sorted().collect(Collectors.joining(", ")));
        }
        return curve;
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        byte[] version = Der.write(Der.INTEGER, new byte[1]);
        return Der.write(Der.SEQUENCE, version, algorithm, Der.write(Der.OCTET_STRING, key));
    }

    private static PrivateKey load(String origin, String algorithm, byte[] pkcs8) throws X509Exception {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException malformed) {
            // Not passed on as a cause: what the JDK says of it may quote the key.
            throw new X509Exception(origin, "found a malformed " + algorithm + " private key", EXPECTED);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static @Nullable Der parameters(List<PemBlock> blocks) {
        return blocks.stream()
                .filter(PrivateKeys::isParameters)
                .findFirst()
                .map(block -> Der.read(block.der()))
                .orElse(null);
    }

    private static boolean isParameters(PemBlock block) {
        return block.label().equals("EC PARAMETERS");
    }

    private static boolean isCertificate(PemBlock block) {
        return block.label().equals("CERTIFICATE");
    }

    private static String labels(List<PemBlock> blocks) {
        return blocks.stream().map(PemBlock::label).collect(Collectors.joining(" and "));
    }
}
