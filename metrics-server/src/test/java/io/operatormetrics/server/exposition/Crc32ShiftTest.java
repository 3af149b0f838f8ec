package io.operatormetrics.server.exposition;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;
import java.util.zip.CRC32;

import static org.assertj.core.api.Assertions.assertThat;

class Crc32ShiftTest {

    @ParameterizedTest(name = "{0} bytes, then {1}")
    @CsvSource({"0, 0", "0, 1", "1, 0", "1, 1", "5, 3", "40000, 1", "1, 40000", "65536, 65535", "1000003, 262144"})
    void givesTheChecksumOfBothPieces(int firstLength, int secondLength) {
        byte[] whole = new byte[firstLength + secondLength];
        new Random(firstLength).nextBytes(whole);

        int combined = Crc32Shift.combine(
                crc(whole, 0, firstLength), Crc32Shift.by(secondLength), crc(whole, firstLength, secondLength));

        assertThat(combined).isEqualTo(crc(whole, 0, whole.length));
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
