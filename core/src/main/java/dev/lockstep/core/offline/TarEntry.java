package dev.lockstep.core.offline;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The one way in which a file stands in a bundle's archive: POSIX tar (ustar), with a pax header for a long name or length only.
 *
 * <p>Name and length determine every byte before and after the contents, so a reader does not interpret headers: it compares them
 * with what they have to be. Links, devices, folders, names that lead elsewhere and entries that stand twice have no form here.
 */
final class TarEntry {
    static final int BLOCK = 512;
    /** How an archive ends. */
    static final int END = 2 * BLOCK;

    private static final int LONGEST_NAME = 100;
    private static final long LONGEST_LENGTH = 0_77777777777L;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int CHECKSUM_OFFSET = 148;

    private TarEntry() {}

    /** All bytes that stand before the contents of a file. */
    static byte[] header(String name, long length) {
        if (fits(name) && length <= LONGEST_LENGTH) {
            return block(name, length, '0');
        }
        String records = record("path", name) + record("size", Long.toString(length));
        byte[] body = records.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(block("pax", body.length, 'x'));
        bytes.writeBytes(body);
        bytes.writeBytes(new byte[padding(body.length)]);
        bytes.writeBytes(
                block(name.substring(0, Math.min(name.length(), LONGEST_NAME)), Math.min(length, LONGEST_LENGTH), '0'));
        return bytes.toByteArray();
    }

    /** How many zeros follow contents of a length. */
    static int padding(long length) {
        return (int) ((BLOCK - length % BLOCK) % BLOCK);
    }

    /** How many bytes a file takes in an archive. */
    static long size(String name, long length) {
        return header(name, length).length + length + padding(length);
    }

    /** The length that a short header gives a file of this name; -1 if it is no such header. */
    static long length(byte[] block, String name) {
        String digits = new String(block, SIZE_OFFSET, SIZE_DIGITS, StandardCharsets.US_ASCII);
        if (!digits.matches("[0-7]{11}")) {
            return -1;
        }
        long length = Long.parseLong(digits, 8);
        return Arrays.equals(block, block(name, length, '0')) ? length : -1;
    }

    private static boolean fits(String name) {
        return name.length() <= LONGEST_NAME;
    }

    /** A pax record counts its own digits. */
    private static String record(String key, String value) {
        int rest = key.length() + value.length() + 3;
        int length = rest + Integer.toString(rest).length();
        if (rest + Integer.toString(length).length() != length) {
            length++;
        }
        return length + " " + key + "=" + value + "\n";
    }

    private static byte[] block(String name, long length, char type) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, "0000644\0" + "0000000\0" + "0000000\0");
        put(block, SIZE_OFFSET, String.format(Locale.ROOT, "%011o\0", length) + "00000000000\0");
        put(block, CHECKSUM_OFFSET, "        ");
        put(block, 156, String.valueOf(type));
        put(block, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        put(block, CHECKSUM_OFFSET, String.format(Locale.ROOT, "%06o\0 ", sum));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
