package io.operatormetrics.operator.apply;

import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * What was written last, and to which version of the object: so that nothing is sent twice while the watch has not caught up, nor because
 * an API server keeps a value in another form than the one sent. For one thread.
 */
final class LastWrites {

    private final Map<Target, Write> writes = new HashMap<>();

    private record Target(ApiResource resource, ObjectKey key) {}

    /**
     * @param digest of what was written, which may be a Secret and must not be kept
     * @param before the version that the watch showed
     * @param after the version that the write made
     */
    private record Write(String uid, String digest, String before, String after) {}

    /** Whether this was the last that was written to this very object. */
    boolean hold(ApiResource resource, ApiObject wanted, ApiObject live) {
        Write write = writes.get(new Target(resource, wanted.key()));
        return write != null && write.uid.equals(live.uid()) && write.digest.equals(digest(wanted));
    }

    /** Whether nobody is seen to have changed the object since. */
    boolean areLatest(ApiResource resource, ApiObject live) {
        Write write = writes.get(new Target(resource, live.key()));
        return write != null && (write.before.equals(live.version()) || write.after.equals(live.version()));
    }

    void remember(ApiResource resource, ApiObject wanted, ApiObject before, ApiObject after) {
        writes.put(
                new Target(resource, wanted.key()),
                new Write(after.uid(), digest(wanted), before.version(), after.version()));
    }

    void forget(ApiResource resource, ObjectKey key) {
        writes.remove(new Target(resource, key));
    }

    private static String digest(ApiObject object) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(object.json().toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
