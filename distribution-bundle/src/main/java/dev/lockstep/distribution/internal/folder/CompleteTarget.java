package dev.lockstep.distribution.internal.folder;

import dev.lockstep.core.store.Blob;
import dev.lockstep.core.version.Version;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A release or module that the distribution folder holds with everything that belongs to it.
 *
 * @param name its name as a signed target, such as {@code releases/1.1.0.json}
 * @param description the file that describes it
 * @param payloads everything that is reached from the description: trees and files, or bundles
 */
public record CompleteTarget(String name, Blob description, Set<Blob> payloads) {
    private static final String RELEASES = "releases/";
    private static final String JSON = ".json";

    public CompleteTarget {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        payloads = Set.copyOf(payloads);
    }

    /** Where its description is served, below {@code targets/}. */
    public String servedAs() {
        int last = name.lastIndexOf('/') + 1;
        return name.substring(0, last) + description.digest() + "." + name.substring(last);
    }

    /** The version, if it is a release. */
    public Optional<Version> release() {
        return name.startsWith(RELEASES) && name.endsWith(JSON)
                ? Optional.of(Version.parse(name.substring(RELEASES.length(), name.length() - JSON.length())))
                : Optional.empty();
    }
}
