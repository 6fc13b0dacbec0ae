package dev.lockstep.modules.internal;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.transfer.Progress;
import java.util.List;

/** The transfers of several modules, one after the other, as the one step that they are for whoever waits. For one thread. */
final class ModulesProgress implements Progress {
    private final Progress whole;
    private final long total;
    private long before;
    private long last;

    ModulesProgress(Progress whole, List<ModuleRelease> modules) {
        this.whole = whole;
        this.total = modules.stream()
                .flatMap(module -> module.bundles().stream())
                .mapToLong(bundle -> bundle.blob().length())
                .sum();
    }

    @Override
    public void at(String step, long done, long of) {
        if (of == 0) {
            // Something small, such as a list.
            return;
        }
        if (done < last) {
            before += last;
        }
        last = done;
        // What two modules share, or the distribution folder had, is fetched once or not at all.
        whole.at(step, Math.min(before + done, total), total);
    }
}
