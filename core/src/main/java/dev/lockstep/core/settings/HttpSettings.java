package dev.lockstep.core.settings;

import java.util.List;

/** {@code etc/dev.lockstep.http.cfg}: the one port. */
public final class HttpSettings {
    private static final int MOST = 999_999_999;

    public static final Setting<String> HOST = Setting.text("host", "");
    public static final Setting<Integer> PORT = Setting.number("port", 10_000, 0, 65_535);
    public static final Setting<String> KEYSTORE = Setting.text("keystore", "");
    public static final Setting<String> KEYSTORE_PASSWORD =
            Setting.text("keystore.password", "").kept();
    public static final Setting<List<String>> TLS_NAMES = Setting.list("tls.names", "", name -> name);
    public static final Setting<List<Plain>> PLAIN =
            Setting.list("plain", "loopback", word -> Setting.one(Plain.class, word));
    public static final Setting<Admission> ADMISSION = Setting.choice("admission", Admission.WAITING);
    public static final Setting<Boolean> TARGETS_FOR_ALL = Setting.flag("targets.for.all", false);
    public static final Setting<Integer> IDLE_SECONDS = Setting.number("idle.seconds", 60, 1, MOST);
    public static final Setting<Integer> CONNECTIONS = Setting.number("connections", 12_000, 1, MOST);
    public static final Setting<Integer> ADDRESS_CONNECTIONS = Setting.number("address.connections", 2_000, 0, MOST);
    public static final Setting<Integer> ADDRESS_CONNECTIONS_PER_SECOND =
            Setting.number("address.connections.per.second", 500, 0, MOST);
    public static final Setting<Integer> FIRST_REQUEST_SECONDS = Setting.number("first.request.seconds", 30, 1, MOST);
    public static final Setting<Integer> HEADER_BYTES = Setting.number("header.bytes", 8192, 1024, MOST);
    public static final Setting<Long> BODY_BYTES = Setting.bytes("body.bytes", 8L << 20);
    public static final Setting<Integer> REQUESTS_PER_SECOND = Setting.number("requests.per.second", 20_000, 0, MOST);
    public static final Setting<Integer> THREADS = Setting.number("threads", 16, 4, MOST);

    /** All of them. */
    public static final EtcFile FILE = new EtcFile(
            "dev.lockstep.http",
            List.of(
                    HOST,
                    PORT,
                    KEYSTORE,
                    KEYSTORE_PASSWORD,
                    TLS_NAMES,
                    PLAIN,
                    ADMISSION,
                    TARGETS_FOR_ALL,
                    IDLE_SECONDS,
                    CONNECTIONS,
                    ADDRESS_CONNECTIONS,
                    ADDRESS_CONNECTIONS_PER_SECOND,
                    FIRST_REQUEST_SECONDS,
                    HEADER_BYTES,
                    BODY_BYTES,
                    REQUESTS_PER_SECOND,
                    THREADS));

    private HttpSettings() {}

    /** Who is answered without TLS. */
    public enum Plain {
        /** Programs of this computer. */
        LOOPBACK,
        /** Everybody who asks for what is signed. */
        TARGETS,
        /** Everybody. */
        EVERYTHING
    }

    /** How computers are admitted. */
    public enum Admission {
        /** By a join token, or by an administrator while they wait. */
        WAITING,
        /** Everyone who asks, with a key of its own that can be revoked. */
        AUTOMATIC,
        /** Nobody needs to be admitted, and nobody is known. */
        OFF
    }
}
