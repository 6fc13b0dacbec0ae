package dev.lockstep.core.tuf.model;

import dev.lockstep.core.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The targets that a delegation covers: by patterns for their paths, or by the first digits of their path's hash. */
public sealed interface TargetPaths {
    /** Whether the delegation covers the target. */
    boolean match(String targetPath);

    /**
     * Patterns in which {@code *} stands for any characters and {@code ?} for one, but neither for {@code /}, and
     * {@code [abc]}, {@code [!abc]}, {@code [a-z]} for one of a set.
     *
     * @param patterns the patterns; one that fits is enough
     */
    record Patterns(List<String> patterns) implements TargetPaths {
        public Patterns {
            patterns = List.copyOf(patterns);
        }

        @Override
        public boolean match(String targetPath) {
            return patterns.stream().anyMatch(pattern -> PathPattern.matches(pattern, targetPath));
        }
    }

    /**
     * The first hexadecimal digits of the SHA-256 of the target path, as hashed bins use them.
     *
     * @param prefixes the digits; one that fits is enough
     */
    record HashPrefixes(List<String> prefixes) implements TargetPaths {
        public HashPrefixes {
            prefixes = List.copyOf(prefixes);
        }

        @Override
        public boolean match(String targetPath) {
            String hash = HexFormat.of().formatHex(hash(targetPath));
            return prefixes.stream().anyMatch(prefix -> hash.startsWith(prefix.toLowerCase(Locale.ROOT)));
        }

        /** The SHA-256 of a target path without leading slash. */
        static byte[] hash(String targetPath) {
            String path = targetPath.startsWith("/") ? targetPath.substring(1) : targetPath;
            return Digest.algorithm().digest(path.getBytes(StandardCharsets.UTF_8));
        }
    }
}
