package dev.lockstep.guard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Builds a bundle that leaves a mark when it runs. */
final class TestBundle {
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    TestBundle(String name) {
        header("Bundle-ManifestVersion", "2");
        header("Bundle-SymbolicName", name);
        header("Bundle-Version", "1.0.0");
    }

    /** A bundle whose activator leaves the mark. */
    static TestBundle running(String name) {
        return new TestBundle(name)
                .header("Import-Package", "org.osgi.framework")
                .header("Bundle-Activator", Marks.class.getName())
                .type(Marks.class);
    }

    TestBundle header(String header, String value) {
        headers.put(header, value);
        return this;
    }

    TestBundle entry(String path, byte[] bytes) {
        entries.put(path, bytes);
        return this;
    }

    TestBundle entry(String path, String text) {
        return entry(path, text.getBytes(StandardCharsets.UTF_8));
    }

    TestBundle type(Class<?> type) {
        String path = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getResourceAsStream("/" + path)) {
            return entry(path, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
            manifest.write(out);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    Path write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes());
    }

    static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs inside of a bundle. */
    public static final class Marks implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            System.setProperty("ran." + context.getBundle().getSymbolicName(), "yes");
        }

        @Override
        public void stop(BundleContext context) {
            System.clearProperty("ran." + context.getBundle().getSymbolicName());
        }
    }

    static boolean ran(String name) {
        return System.getProperty("ran." + name) != null;
    }
}
