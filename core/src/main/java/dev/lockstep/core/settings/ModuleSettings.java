package dev.lockstep.core.settings;

import java.time.Duration;
import java.util.List;

/** {@code etc/dev.lockstep.modules.cfg}: how long a module may take to work, and when it is given up. */
public final class ModuleSettings {
    private static final int MOST = 999_999_999;

    public static final Setting<Duration> READY_WITHIN = Setting.seconds("ready.within", 30, 1, MOST);

    /** In milliseconds. */
    public static final Setting<Integer> SETTLE = Setting.number("settle", 250, 0, MOST);

    public static final Setting<Integer> FAILURES = Setting.number("failures", 3, 1, MOST);

    /** All of them. */
    public static final EtcFile FILE = new EtcFile("dev.lockstep.modules", List.of(READY_WITHIN, SETTLE, FAILURES));

    private ModuleSettings() {}
}
