package io.operatormetrics.server.exposition;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever stands on either side of a boundary between blocks, zlib reads the whole. */
class GzipMemberTest {

    /** Around the compressor's own limits: a stored block holds 65,535 bytes, its window 32,768. */
    private static final int[] SIZES = {0, 0, 1, 2, 3, 255, 256, 257, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537};

    private static final int SMALL = 6;

    @Test
    void joinsBlocksOfOddSizes() throws IOException {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            int sizes = seed % 20 == 0 ? SIZES.length : SMALL;
            List<byte[]> texts = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                texts.add(text(random, SIZES[random.nextInt(sizes)]));
            }

            assertThat(unpacked(member(texts))).as("seed %s", seed).isEqualTo(joined(texts));
        }
    }

    @Test
    void joinsBlocksInAnyOrder() throws IOException {
        List<Chunk> ready = new ArrayList<>();
        for (int size : SIZES) {
            ready.add(new ReadyChunk(text(new Random(size), size)));
        }
        byte[] forwards = unpacked(joined(GzipMember.of(ready)));
        byte[] backwards = unpacked(joined(GzipMember.of(ready.reversed())));

        assertThat(forwards).isEqualTo(joined(ready.stream().map(Chunk::bytes).toList()));
        assertThat(backwards)
                .isEqualTo(joined(ready.reversed().stream().map(Chunk::bytes).toList()));
    }

    @Test
    void costsIncompressibleTextNextToNothing() {
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);

        assertThat(member(List.of(noise)).length).isLessThan(noise.length + noise.length / 1000);
    }

    /** Noise, noise that can be printed, one letter again and again, or lines that are nearly alike. */
    private static byte[] text(Random random, int size) {
        byte[] text = new byte[size];
        switch (random.nextInt(4)) {
            case 0 -> random.nextBytes(text);
            case 1 -> {
                for (int i = 0; i < size; i++) {
                    text[i] = (byte) (' ' + random.nextInt('~' - ' '));
                }
            }
            case 2 -> Arrays.fill(text, (byte) 'x');
            default -> {
                StringBuilder lines = new StringBuilder();
                while (lines.length() < size) {
                    lines.append("expiry{name=\"").append(random.nextInt(1000)).append("\"} 1.7E9\n");
                }
                System.arraycopy(lines.toString().getBytes(StandardCharsets.US_ASCII), 0, text, 0, size);
            }
        }
        return text;
    }

    private static byte[] member(List<byte[]> texts) {
        return joined(GzipMember.of(texts.stream().map(GzipMemberTest::chunk).toList()));
    }

    private static Chunk chunk(byte[] text) {
        return new ReadyChunk(text);
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        parts.forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    /** Fails on a wrong checksum or length too. */
    private static byte[] unpacked(byte[] gzip) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        }
    }
}
