package dev.lockstep.core.settings;

import java.util.List;

/** {@code etc/dev.lockstep.distribution.cfg}: what this computer keeps to distribute to others. */
public final class DistributionSettings {
    public static final Setting<Integer> KEEP_RELEASES = Setting.number("keep.releases", 3, 0, 999_999_999);
    public static final Setting<Integer> PARALLEL_DOWNLOADS = Setting.number("parallel.downloads", 4, 1, 16);
    public static final Setting<Integer> SCRUB_DAYS = Setting.number("scrub.days", 30, 0, 3650);
    public static final Setting<Integer> SCRUB_BYTES_PER_SECOND =
            Setting.number("scrub.bytes.per.second", 4 << 20, 0, 999_999_999);

    /** All of them. */
    public static final EtcFile FILE = new EtcFile(
            "dev.lockstep.distribution",
            List.of(KEEP_RELEASES, PARALLEL_DOWNLOADS, SCRUB_DAYS, SCRUB_BYTES_PER_SECOND));

    private DistributionSettings() {}
}
