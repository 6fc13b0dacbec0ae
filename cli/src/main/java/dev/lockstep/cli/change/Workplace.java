package dev.lockstep.cli.change;

import dev.lockstep.cli.keys.KeysFolder;
import dev.lockstep.cli.repository.PublishedFolder;
import java.nio.file.Path;

/**
 * Where a change is made: in the published folder itself, or in a copy of its metadata to see what would come of it.
 *
 * @param published the folder whose metadata changes
 * @param real the published folder; its keys and its payloads are used in any case
 * @param keys where new keys are written
 */
public record Workplace(PublishedFolder published, PublishedFolder real, KeysFolder keys) {
    static Workplace of(PublishedFolder published, KeysFolder keys) {
        return new Workplace(published, published, keys);
    }

    boolean isRehearsal() {
        return !published.equals(real);
    }

    /** The folder by whose name people and key files know it. */
    Path folder() {
        return real.folder();
    }
}
