package dev.lockstep.installation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Makes bundles that nobody signed; each that runs leaves a file beside itself. */
final class Intruder {
    private final Path folder;

    Intruder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** A bundle by a name. */
    Path bundle(String name) throws IOException {
        return bundle(name, "");
    }

    /** A bundle by a name, with one more header. */
    Path bundle(String name, String header) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "intruder." + name);
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0.0");
        manifest.getMainAttributes().putValue("Import-Package", "org.osgi.framework");
        manifest.getMainAttributes()
                .putValue("Intruder-Mark", folder.resolve("ran-" + name).toString());
        if (header.isEmpty()) {
            manifest.getMainAttributes().putValue("Bundle-Activator", Mark.class.getName());
        } else {
            int colon = header.indexOf(':');
            manifest.getMainAttributes().putValue(header.substring(0, colon), header.substring(colon + 1));
        }
        Path jar = folder.resolve(name + ".jar");
        String type = Mark.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream in = Mark.class.getResourceAsStream("/" + type)) {
            out.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
            manifest.write(out);
            out.putNextEntry(new ZipEntry(type));
            in.transferTo(out);
        }
        return jar;
    }

    /** A features file with a feature of one bundle, both by the same name. */
    Path features(String name) throws IOException {
        String xml = "<features name='%1$s' xmlns='http://karaf.apache.org/xmlns/features/v1.6.0'><feature name='%1$s'>"
                + "<bundle>%2$s</bundle></feature></features>";
        return Files.writeString(
                folder.resolve(name + ".xml"), xml.formatted(name, bundle(name).toUri()));
    }

    /** The bundles that ran. */
    List<String> ran() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("ran-"))
                    .toList();
        }
    }

    /** What runs. */
    public static final class Mark implements BundleActivator {
        @Override
        public void start(BundleContext context) throws IOException {
            Files.writeString(Path.of(context.getBundle().getHeaders().get("Intruder-Mark")), "");
        }

        @Override
        public void stop(BundleContext context) {
            // The mark stays.
        }
    }
}
