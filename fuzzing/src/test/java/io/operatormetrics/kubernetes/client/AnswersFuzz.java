package io.operatormetrics.kubernetes.client;

import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.operator.state.TlsSecret;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Answers of an API server, or of whatever is in front of it: objects with a key, or a failure that quotes none of it. */
public final class AnswersFuzz {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LONGEST_MESSAGE = 1000;

    private AnswersFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws InterruptedException {
        page(ResourceQuery.all(CustomResources.LICENSE_KEYS, LicenseKey.class), input);
        page(ResourceQuery.all(GroupVersionResource.SECRETS, TlsSecret.class), input);
        page(ResourceQuery.all(GroupVersionResource.SECRETS, Unstructured.class).metadataOnly(), input);
        try {
            KubernetesJson.eventType(input);
            KubernetesJson.eventObject(input, LicenseKey.class);
        } catch (ApiException failure) {
            check(failure);
        }
    }

    private static <T extends KubernetesObject> void page(ResourceQuery<T> resourceQuery, byte[] input)
            throws InterruptedException {
        ResponseStream stream = new ResponseStream();
        int half = input.length / 2;
        stream.receive(List.of(
                ByteBuffer.wrap(input, 0, half).slice(),
                ByteBuffer.wrap(input, half, input.length - half).slice()));
        stream.end(null);
        try (ResponseBody body = new ResponseBody(stream, Long.MAX_VALUE, TIMEOUT, Deadline.in(TIMEOUT))) {
            new PageReader<>(resourceQuery, new PageReader.Receiver<T>() {
                        @Override
                        public void readable(T object) {
                            if (object.key().name().isEmpty()) {
                                throw new AssertionError("no name");
                            }
                        }

                        @Override
                        public void unreadable(UnreadableObject object) {
                            if (object.toString().length() > LONGEST_MESSAGE) {
                                throw new AssertionError(object);
                            }
                        }
                    })
                    .read(body);
        } catch (ApiException failure) {
            check(failure);
        }
    }

    private static void check(ApiException failure) {
        if (failure.message().isEmpty() || failure.message().length() > LONGEST_MESSAGE) {
            throw new AssertionError(failure);
        }
    }
}
