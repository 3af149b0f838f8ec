package io.operatormetrics.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static io.operatormetrics.server.http.BodyPieces.HEAD_ROOM;
import static io.operatormetrics.server.http.BodyPieces.PIECE;
import static org.assertj.core.api.Assertions.assertThat;

class BodyPiecesTest {

    private static final int FIRST = PIECE - HEAD_ROOM;
    private static final int[] ODD_SIZES = {
        0, 0, 1, 2, HEAD_ROOM, FIRST - 1, FIRST, FIRST + 1, PIECE - 1, PIECE, PIECE + 1
    };

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

    @Test
    void areTheBodyWhateverItsParts() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<byte[]> parts = new ArrayList<>();
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (int i = random.nextInt(6); i >= 0; i--) {
                byte[] part = new byte[ODD_SIZES[random.nextInt(ODD_SIZES.length)]];
                random.nextBytes(part);
                parts.add(part);
                whole.writeBytes(part);
            }

            assertThat(joined(pieces(parts))).as("seed %s", seed).isEqualTo(whole.toByteArray());
        }
        assertThat(allocator.metric().usedDirectMemory()).as("leaked").isZero();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, FIRST, FIRST + 1, FIRST + PIECE - 1, FIRST + PIECE, FIRST + PIECE + 1, 10 * PIECE})
    void areAsFewAsTheyCanBe(int size) {
        // In parts of a size that divides no piece.
        List<byte[]> parts = new ArrayList<>();
        for (int left = size; left > 0; left -= 1000) {
            parts.add(new byte[Math.min(left, 1000)]);
        }

        List<byte[]> pieces = pieces(parts);

        int most = (size + HEAD_ROOM + PIECE - 1) / PIECE;
        assertThat(pieces).hasSize(most);
        assertThat(pieces.getFirst()).hasSize(Math.min(size, FIRST));
        assertThat(pieces).allMatch(piece -> piece.length > 0 && piece.length <= PIECE);
    }

    @Test
    void areOneEmptyPieceWhenThereIsNothing() {
        assertThat(pieces(List.of())).containsExactly(new byte[0]);
        assertThat(pieces(List.of(new byte[0], new byte[0]))).containsExactly(new byte[0]);
    }

    private List<byte[]> pieces(List<byte[]> parts) {
        BodyPieces body =
                new BodyPieces(parts.stream().mapToLong(part -> part.length).sum(), parts);
        List<byte[]> pieces = new ArrayList<>();
        do {
            ByteBuf piece = body.next(allocator);
            assertThat(piece.isDirect()).isTrue();
            byte[] bytes = new byte[piece.readableBytes()];
            piece.readBytes(bytes);
            piece.release();
            pieces.add(bytes);
        } while (!body.isEmpty());
        return pieces;
    }

    private static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        pieces.forEach(whole::writeBytes);
        return whole.toByteArray();
    }
}
