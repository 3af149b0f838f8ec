package io.operatormetrics.tls;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** What a JVM without BoringSSL says, in a process of its own. */
class OtherJvmTest {

    @Test
    void startSaysWhyBoringSslCannotBeLoadedAndWhatToDo() throws Exception {
        Process jvm = java(List.of("-Dio.netty.handler.ssl.noOpenSsl=true"), StartBoringSsl.class);

        assertThat(new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("IllegalStateException: BoringSSL's native library cannot be loaded on ")
                .contains("noOpenSsl")
                .contains("TLS provider jdk");
        assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    static final class StartBoringSsl {
        private StartBoringSsl() {}

        public static void main(String[] arguments) {
            try (ServerTls tls = new ServerTls(Policies.DEFAULT, new GivenSource(), null, Clock.systemUTC())) {
                tls.start();
            }
        }
    }

    private static Process java(List<String> options, Class<?> main) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmOptions.forNetty());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
