package dev.lockstep.core.tuf;

import java.util.Objects;

/** A metadata file as it was received, for passing it on byte for byte. */
public final class MetadataCopy {
    private final String name;
    private final byte[] bytes;

    MetadataCopy(String name, byte[] bytes) {
        this.name = Objects.requireNonNull(name, "name");
        this.bytes = bytes.clone();
    }

    /** The name below the metadata folder, percent-encoded, for example {@code 3.targets.json}. */
    public String name() {
        return name;
    }

    /** The file, exactly as it was received. */
    public byte[] bytes() {
        return bytes.clone();
    }
}
