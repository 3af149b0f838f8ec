package io.operatormetrics.server.exposition;

/**
 * A piece of text as a part of a deflate stream (RFC 1951): it ends on a byte, is not the stream's last, and refers to nothing before it,
 * so it can stand anywhere in any stream.
 *
 * @param bytes not to be written to
 * @param crc CRC-32 of the text
 * @param length of the text, in bytes
 * @param shift {@link Crc32Shift#by} that length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DeflatedBlock(byte[] bytes, int crc, int length, int shift) {}
