package dev.lockstep.fleet.internal;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Files by name in one file that only a passphrase opens: a heading, a salt and an initialisation vector, then a ZIP file under
 * AES-256 in Galois/Counter Mode, whose key is PBKDF2 of the passphrase. What was altered does not open.
 */
final class SealedArchive {
    private static final byte[] HEADING = "Lockstep site backup 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT_BYTES = 16;
    private static final int VECTOR_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BITS = 256;
    private static final int ITERATIONS = 600_000;
    private static final int LONGEST = 1 << 30;

    private SealedArchive() {}

    /** Writes an archive that only the owner of the file can read. */
    static void write(Path file, SortedMap<String, byte[]> files, char[] passphrase) {
        byte[] salt = random(SALT_BYTES);
        byte[] vector = random(VECTOR_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, passphrase, salt, vector);
            byte[] sealed = cipher.doFinal(zip(files));
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            archive.write(HEADING);
            archive.write(salt);
            archive.write(vector);
            archive.write(sealed);
            writePrivately(file.toAbsolutePath(), archive.toByteArray());
        } catch (IOException e) {
            throw DiskProblems.writing(file.toAbsolutePath().getParent(), 0, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES and PBKDF2", e);
        }
    }

    /** Temporary files are made for their owner alone, so nobody else can read the archive at any moment. */
    private static void writePrivately(Path file, byte[] bytes) throws IOException {
        DurableFiles.createFolders(file.getParent());
        Path temporary = Files.createTempFile(file.getParent(), ".backup", ".new");
        try {
            Files.write(temporary, bytes);
            DurableFiles.syncFile(temporary);
            DurableFiles.move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Opens an archive.
     *
     * @throws ProblemException with {@code SITE_BACKUP_UNUSABLE}
     */
    static SortedMap<String, byte[]> read(Path file, char[] passphrase) {
        byte[] archive = content(file);
        int begin = HEADING.length + SALT_BYTES + VECTOR_BYTES;
        if (archive.length < begin || !Arrays.equals(archive, 0, HEADING.length, HEADING, 0, HEADING.length)) {
            throw unusable(file, "it is none");
        }
        byte[] salt = Arrays.copyOfRange(archive, HEADING.length, HEADING.length + SALT_BYTES);
        byte[] vector = Arrays.copyOfRange(archive, HEADING.length + SALT_BYTES, begin);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, passphrase, salt, vector);
            return unzip(cipher.doFinal(archive, begin, archive.length - begin));
        } catch (AEADBadTagException e) {
            throw unusable(file, "the passphrase is wrong, or the file was altered");
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] content(Path file) {
        try {
            return DurableFiles.read(file, LONGEST).orElseThrow(() -> unusable(file, "there is no such file"));
        } catch (IOException e) {
            throw unusable(file, DiskProblems.reason(e));
        }
    }

    static ProblemException unusable(Path file, String reason) {
        return new ProblemException(
                Problem.of(ProblemCode.SITE_BACKUP_UNUSABLE, Map.of("file", file.toString(), "reason", reason)));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static Cipher cipher(int mode, char[] passphrase, byte[] salt, byte[] vector)
            throws GeneralSecurityException {
        PBEKeySpec secret = new PBEKeySpec(passphrase, salt, ITERATIONS, KEY_BITS);
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(secret)
                    .getEncoded();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, vector));
            cipher.updateAAD(HEADING);
            return cipher;
        } finally {
            secret.clearPassword();
        }
    }

    private static byte[] zip(SortedMap<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static SortedMap<String, byte[]> unzip(byte[] archive) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }
}
