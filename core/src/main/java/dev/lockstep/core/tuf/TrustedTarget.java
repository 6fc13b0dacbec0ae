package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.TargetFile;
import java.util.Objects;

/**
 * A target and the role that vouches for it.
 *
 * @param roleName the role whose metadata names the target: {@code targets} or a delegated role
 * @param file what that role says about it
 */
public record TrustedTarget(String roleName, TargetFile file) {
    public TrustedTarget {
        Objects.requireNonNull(roleName, "roleName");
        Objects.requireNonNull(file, "file");
    }
}
