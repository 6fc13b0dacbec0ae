package dev.lockstep.core.settings;

import java.util.List;

/** {@code etc/dev.lockstep.distribution.cfg}: what this computer keeps to distribute to others. */
public final class DistributionSettings {
    public static final Setting<Integer> KEEP_RELEASES = Setting.number("keep.releases", 3, 0, 999_999_999);
    public static final Setting<Integer> PARALLEL_DOWNLOADS = Setting.number("parallel.downloads", 4, 1, 16);

    /** All of them. */
    public static final EtcFile FILE =
            new EtcFile("dev.lockstep.distribution", List.of(KEEP_RELEASES, PARALLEL_DOWNLOADS));

    private DistributionSettings() {}
}
