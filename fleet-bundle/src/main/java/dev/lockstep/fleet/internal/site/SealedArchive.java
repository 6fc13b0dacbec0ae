package dev.lockstep.fleet.internal.site;

import dev.lockstep.core.archive.SafeArchive;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.OwnerFile;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
 * Files by name in one file that only a passphrase opens: a heading, the number of iterations, a salt and an initialisation
 * vector, then a ZIP file under AES-256 in Galois/Counter Mode, whose key is PBKDF2 of the passphrase. What was altered does not
 * open.
 */
public final class SealedArchive {
    private static final byte[] HEADING = "Lockstep site backup 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT_BYTES = 16;
    private static final int VECTOR_BYTES = 12;
    private static final int HEAD = HEADING.length + Integer.BYTES + SALT_BYTES + VECTOR_BYTES;
    private static final int TAG_BITS = 128;
    private static final int KEY_BITS = 256;
    private static final int ITERATIONS = 600_000;
    /** More than anybody needs for years; a file with a higher count would keep this computer busy for hours. */
    private static final int MOST_ITERATIONS = 20_000_000;

    private static final int LONGEST = 1 << 30;

    private final int iterations;

    /** Uses the recommended number of iterations. */
    public SealedArchive() {
        this(ITERATIONS);
    }

    public SealedArchive(int iterations) {
        this.iterations = iterations;
    }

    /** Writes an archive that only the owner of the file can read. */
    public void write(Path file, SortedMap<String, byte[]> files, char[] passphrase) {
        byte[] salt = random(SALT_BYTES);
        byte[] vector = random(VECTOR_BYTES);
        try {
            byte[] head = ByteBuffer.allocate(HEAD)
                    .put(HEADING)
                    .putInt(iterations)
                    .put(salt)
                    .put(vector)
                    .array();
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, passphrase, head).doFinal(zip(files));
            OwnerFile.write(
                    file,
                    ByteBuffer.allocate(head.length + sealed.length)
                            .put(head)
                            .put(sealed)
                            .array());
        } catch (IOException e) {
            throw DiskProblems.writing(file.toAbsolutePath().getParent(), 0, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES and PBKDF2", e);
        }
    }

    /**
     * Opens an archive.
     *
     * @throws ProblemException with {@code SITE_BACKUP_UNUSABLE}
     */
    public static SortedMap<String, byte[]> read(Path file, char[] passphrase) {
        byte[] archive = content(file);
        if (archive.length < HEAD || !Arrays.equals(archive, 0, HEADING.length, HEADING, 0, HEADING.length)) {
            throw unusable(file, Sentence.of("backup.none"));
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, passphrase, Arrays.copyOf(archive, HEAD));
            return unzip(cipher.doFinal(archive, HEAD, archive.length - HEAD));
        } catch (AEADBadTagException e) {
            throw unusable(file, Sentence.of("backup.wrong-passphrase"));
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(file, Sentence.said(e));
        }
    }

    private static byte[] content(Path file) {
        try {
            return DurableFiles.read(file, LONGEST).orElseThrow(() -> unusable(file, Sentence.of("backup.no-file")));
        } catch (IOException e) {
            throw unusable(file, DiskProblems.reason(e));
        }
    }

    static ProblemException unusable(Path file, Sentence reason) {
        return new ProblemException(
                Problem.of(ProblemCode.SITE_BACKUP_UNUSABLE, Map.of("file", file.toString(), "reason", reason)));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static Cipher cipher(int mode, char[] passphrase, byte[] head) throws GeneralSecurityException {
        ByteBuffer parts = ByteBuffer.wrap(head).position(HEADING.length);
        int count = parts.getInt();
        if (count < 1 || count > MOST_ITERATIONS) {
            throw new GeneralSecurityException("it says that its key takes " + count + " iterations");
        }
        byte[] salt = new byte[SALT_BYTES];
        byte[] vector = new byte[VECTOR_BYTES];
        parts.get(salt).get(vector);
        PBEKeySpec secret = new PBEKeySpec(passphrase, salt, count, KEY_BITS);
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(secret)
                    .getEncoded();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, vector));
            cipher.updateAAD(head);
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
        try (ZipInputStream zip = SafeArchive.open(archive)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }
}
