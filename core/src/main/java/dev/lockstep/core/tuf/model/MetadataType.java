package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.util.function.Function;

/**
 * One of the four kinds of metadata, with the name that its files carry in {@code _type}.
 *
 * @param <T> what a file of this kind says
 */
public final class MetadataType<T extends RoleMetadata> {
    public static final MetadataType<Root> ROOT = new MetadataType<>("root", Root::read, Root::write);
    public static final MetadataType<Timestamp> TIMESTAMP =
            new MetadataType<>("timestamp", Timestamp::read, Timestamp::write);
    public static final MetadataType<Snapshot> SNAPSHOT =
            new MetadataType<>("snapshot", Snapshot::read, Snapshot::write);
    public static final MetadataType<Targets> TARGETS = new MetadataType<>("targets", Targets::read, Targets::write);

    private final String name;
    private final Function<JsonMembers, T> reader;
    private final Function<T, ObjectNode> writer;

    private MetadataType(String name, Function<JsonMembers, T> reader, Function<T, ObjectNode> writer) {
        this.name = name;
        this.reader = reader;
        this.writer = writer;
    }

    /** The value of {@code _type}; for a top-level role also the name of the role. */
    public String wireName() {
        return name;
    }

    T read(JsonMembers signed) {
        return reader.apply(signed);
    }

    ObjectNode write(T metadata) {
        return writer.apply(metadata);
    }

    @Override
    public String toString() {
        return name;
    }
}
