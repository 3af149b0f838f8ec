package io.operatormetrics.kubernetes.client;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PageSizeTest {

    private final PageSize size = new PageSize();

    private static PageReader.Page page(int objects, long bytes) {
        return new PageReader.Page("1", "", objects, bytes);
    }

    @Test
    void isAFewMebibytesOfTheObjectsThatCame() {
        assertThat(size.limit()).isEqualTo(500);
        size.read(page(500, 500 * 250_000));
        assertThat(size.limit()).isEqualTo(16);
        size.read(page(16, 16 * 1_500_000));
        assertThat(size.limit()).isEqualTo(2);
        size.read(page(1, 20_000_000));
        assertThat(size.limit()).isEqualTo(1);
        size.read(page(0, 100));
        assertThat(size.limit()).isEqualTo(1);
        size.read(page(1, 400));
        assertThat(size.limit()).isEqualTo(500);
    }

    @Test
    void isLessAfterEachPageThatDidNotComeInTime() {
        size.unanswered();
        assertThat(size.limit()).isEqualTo(125);
        for (int i = 0; i < 5; i++) {
            size.unanswered();
        }
        assertThat(size.limit()).isEqualTo(1);
    }
}
