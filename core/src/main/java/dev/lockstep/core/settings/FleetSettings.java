package dev.lockstep.core.settings;

import dev.lockstep.core.settings.Setting.Limits;
import dev.lockstep.core.trust.FreshnessPolicy;
import java.time.Duration;
import java.util.List;

/** {@code etc/dev.lockstep.fleet.cfg}: for how long computers may run different versions, and which of them count. */
public final class FleetSettings {
    private static final int MOST = 999_999_999;
    private static final Limits DAYS = new Limits(0, FreshnessPolicy.MOST_DAYS);

    public static final Setting<Duration> MIXED_LIMIT = Setting.seconds("mixed.limit", 600, 1, MOST);
    public static final Setting<Duration> SILENT_AFTER = Setting.seconds("silent.after", 1200, 1, MOST);
    public static final Setting<FreshnessPolicy> VENDOR_REFUSED_AFTER = Setting.number(
            "vendor.refused.after",
            "",
            DAYS,
            days -> days.isEmpty()
                    ? FreshnessPolicy.UNSAID
                    : FreshnessPolicy.refusedAfter(Math.toIntExact(DAYS.read(days))));

    /** All of them. */
    public static final EtcFile FILE =
            new EtcFile("dev.lockstep.fleet", List.of(MIXED_LIMIT, SILENT_AFTER, VENDOR_REFUSED_AFTER));

    private FleetSettings() {}
}
