package dev.lockstep.module;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.felix.framework.Logger;
import org.apache.felix.framework.cache.BundleCache;
import org.apache.felix.framework.util.manifestparser.ManifestParser;

/**
 * A manifest as the framework of every node reads it: with Felix's own classes, from the bytes of the file to capabilities and
 * requirements. What these refuse, no computer could install; and what they make of a header is what it means there.
 */
final class FrameworkManifest {
    /** The headers that the framework reads when it installs a bundle. */
    private static final List<String> READ = List.of(
            "Bundle-Version",
            "Bundle-SymbolicName",
            "Fragment-Host",
            "Require-Bundle",
            "Import-Package",
            "DynamicImport-Package",
            "Require-Capability",
            "Bundle-RequiredExecutionEnvironment",
            "Export-Package",
            "Provide-Capability",
            "Bundle-NativeCode",
            "Bundle-ActivationPolicy");

    private FrameworkManifest() {}

    /**
     * The main section of a manifest file.
     *
     * @throws IllegalArgumentException if the framework cannot read it
     */
    static Map<String, String> headers(byte[] file) {
        Map<String, Object> read = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try {
            BundleCache.getMainAttributes(read, new ByteArrayInputStream(file), file.length);
        } catch (Exception e) {
            // The method declares no narrower one; nothing is read from a disk here, so it is the form that is wrong.
            throw new UnusableValueException(Sentence.of("module.manifest", Map.of("reason", said(e))), e);
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        read.forEach((name, value) -> headers.put(name, String.valueOf(value)));
        return headers;
    }

    /**
     * What the headers of a bundle mean.
     *
     * @throws IllegalArgumentException if the framework would not install a bundle with them
     */
    static ManifestParser parse(Map<String, String> headers) {
        try {
            return parsed(headers);
        } catch (Exception | StackOverflowError e) {
            // The parser throws whatever its collections throw; a filter can be deeper than any stack.
            throw new UnusableValueException(
                    guilty(headers)
                            .map(header -> Sentence.of("module.header", Map.of("header", header, "reason", said(e))))
                            .orElse(Sentence.of("module.manifest", Map.of("reason", said(e)))),
                    e instanceof Exception exception ? exception : null);
        }
    }

    private static ManifestParser parsed(Map<String, String> headers) throws Exception {
        Map<String, Object> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        return new ManifestParser(new Logger(), Map.of(), null, copy);
    }

    /** The framework seldom says where it stumbled: the header is the one that it cannot read alone either. */
    private static Optional<String> guilty(Map<String, String> headers) {
        return READ.stream()
                .filter(headers::containsKey)
                .filter(header -> !canBeRead(header, headers.get(header)))
                .findFirst();
    }

    private static boolean canBeRead(String header, String value) {
        try {
            Map<String, String> alone = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            alone.put("Bundle-ManifestVersion", "2");
            alone.put("Bundle-SymbolicName", "alone");
            alone.put(header, value);
            parsed(alone);
            return true;
        } catch (Exception | StackOverflowError e) {
            return false;
        }
    }

    private static String said(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
