package io.operatormetrics.server.exposition;

/** Text that UTF-8 can encode. Java's encoder silently replaces the only other kind, with half of a surrogate pair, by {@code ?}. */
final class UnicodeText {

    private UnicodeText() {}

    /**
     * Throws IllegalArgumentException at the first unpaired surrogate (Unicode standard, section 3.8).
     *
     * @param what for the message
     */
    static void require(String text, String what) {
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(
                        "%s has the unpaired surrogate U+%04X at index %d (expected: Unicode text)"
                                .formatted(what, codePoint, i));
            }
            i += Character.charCount(codePoint);
        }
    }
}
