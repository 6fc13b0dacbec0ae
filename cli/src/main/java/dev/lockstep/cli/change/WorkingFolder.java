package dev.lockstep.cli.change;

import dev.lockstep.cli.keys.KeysFolder;
import dev.lockstep.cli.repository.PublishedFolder;
import java.nio.file.Path;

/**
 * Where a change is made: in the published folder itself, or for a dry run in a copy of its metadata.
 *
 * @param published the folder whose metadata changes
 * @param real the published folder; its keys and its payloads are used in any case
 * @param keys where new keys are written
 */
public record WorkingFolder(PublishedFolder published, PublishedFolder real, KeysFolder keys) {
    static WorkingFolder of(PublishedFolder published, KeysFolder keys) {
        return new WorkingFolder(published, published, keys);
    }

    boolean isRehearsal() {
        return !published.equals(real);
    }

    /** The folder by whose name people and key files know it. */
    Path folder() {
        return real.folder();
    }
}
