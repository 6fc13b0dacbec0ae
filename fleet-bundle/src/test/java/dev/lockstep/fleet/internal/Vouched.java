package dev.lockstep.fleet.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.core.store.Blob;
import java.util.Optional;

/** A vendor that has signed whatever it is asked for; the description of a target is its name. */
final class Vouched {
    private Vouched() {}

    static Optional<Blob> everything(String targetName) {
        return Optional.of(Blob.of(targetName.getBytes(UTF_8)));
    }
}
