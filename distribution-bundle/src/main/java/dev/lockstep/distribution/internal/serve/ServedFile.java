package dev.lockstep.distribution.internal.serve;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of the distribution folder that a request names.
 *
 * @param path where it is
 * @param contentType what it is
 * @param hash its SHA-256 if its name says it
 * @param immutable whether the file of this name never changes
 */
record ServedFile(Path path, String contentType, Optional<String> hash, boolean immutable) {}
