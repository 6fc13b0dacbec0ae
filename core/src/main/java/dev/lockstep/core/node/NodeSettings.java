package dev.lockstep.core.node;

import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Redaction;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.settings.EtcFile;
import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.settings.Setting.Limits;
import dev.lockstep.core.source.HttpProxy;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.text.SystemText;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an administrator chose for this computer: {@code etc/dev.lockstep.node.cfg}. Never changes; secrets are not handed around
 * with it.
 *
 * <p>Values of the kinds of source that are not chosen are kept, so that changing back and forth loses nothing.
 */
public final class NodeSettings {
    /** What people call this computer; empty for its network name. */
    public static final Setting<String> NAME = Setting.text("name", "");

    public static final Setting<SourceKind> SOURCE = Setting.choice("source", SourceKind.VENDOR);
    public static final Setting<List<URI>> VENDOR_URLS = Setting.list("vendor.urls", "", NodeSettings::vendorUrl);

    /** Can hold the password of a proxy. */
    public static final Setting<Optional<HttpProxy>> VENDOR_PROXY =
            Setting.text("vendor.proxy", "", HttpProxy::parse).kept();

    /** Another computer that distributes updates; empty to take it from {@link #ADDRESS_FROM}. */
    public static final Setting<String> SERVER_ADDRESS = Setting.text("server.address", "");
    /** Its port, as text; empty means 10000. */
    public static final Setting<String> SERVER_PORT = Setting.number(
                    "server.port", "", new Limits(1, 65_535), text -> text)
            .proposing("10000");

    public static final Setting<String> FOLDER = Setting.text("folder", "");
    /** Where the server's address comes from if it is not written here. */
    public static final Setting<AddressFrom> ADDRESS_FROM = Setting.choice("address.from", AddressFrom.SETTINGS);

    public static final Setting<Boolean> DISTRIBUTE = Setting.flag("distribute", false);
    public static final Setting<Boolean> RECEIVE_MODULES = Setting.flag("receive.modules", false);
    /** The channel whose releases a check at the vendor takes. */
    public static final Setting<String> CHANNEL =
            Setting.text("channel", "stable", NodeSettings::name).proposing("stable", "beta");

    public static final Setting<List<String>> COMPONENTS = Setting.list("components", "", NodeSettings::component);
    /** Whether an assigned release is installed without anybody asking. */
    public static final Setting<Boolean> AUTOMATIC = Setting.flag("automatic", true);

    public static final Setting<Long> BYTES_PER_SECOND =
            Setting.bytes("bytes.per.second", 0).proposing("0", "512K", "2M");
    public static final Setting<Duration> CHECK_INTERVAL =
            Setting.seconds("check.interval", 900, 1, 2_592_000).proposing("60", "900", "3600");
    public static final Setting<NewerThanServer> NEWER_THAN_SERVER =
            Setting.choice("newer.than.server", NewerThanServer.DOWNGRADE);
    public static final Setting<Boolean> LISTEN = Setting.flag("listen", true);
    public static final Setting<Boolean> FILL_AT_START = Setting.flag("fill.at.start", false);
    public static final Setting<Duration> CONFIRM_WITHIN =
            Setting.seconds("confirm.within", 180, 1, 3600).proposing("180", "600");
    public static final Setting<Duration> ANSWER_WITHIN =
            Setting.seconds("answer.within", 30, 1, 600).proposing("30", "120");
    public static final Setting<Boolean> SERVER_PLAIN = Setting.flag("server.plain", false);
    public static final Setting<Boolean> SERVER_FIRST_USE = Setting.flag("server.first.use", true);

    /** Taken once, and removed when it was read; pages and commands have a way of their own for it. */
    public static final Setting<Optional<JoinToken>> JOIN_TOKEN = Setting.text(
                    "join.token",
                    "",
                    text -> text.isEmpty() ? Optional.<JoinToken>empty() : Optional.of(JoinToken.parse(text)))
            .kept();

    /** All of them. */
    public static final EtcFile FILE = new EtcFile(
            "dev.lockstep.node",
            List.of(
                    NAME,
                    SOURCE,
                    VENDOR_URLS,
                    VENDOR_PROXY,
                    SERVER_ADDRESS,
                    SERVER_PORT,
                    FOLDER,
                    ADDRESS_FROM,
                    DISTRIBUTE,
                    RECEIVE_MODULES,
                    CHANNEL,
                    COMPONENTS,
                    AUTOMATIC,
                    BYTES_PER_SECOND,
                    CHECK_INTERVAL,
                    NEWER_THAN_SERVER,
                    LISTEN,
                    FILL_AT_START,
                    CONFIRM_WITHIN,
                    ANSWER_WITHIN,
                    SERVER_PLAIN,
                    SERVER_FIRST_USE,
                    JOIN_TOKEN));

    private final Map<String, String> texts;
    private final EtcValues values;

    private NodeSettings(Map<String, String> texts) {
        this.texts = Map.copyOf(texts);
        this.values = FILE.read(this.texts);
    }

    /**
     * Reads settings by their names; secrets are left out.
     *
     * @throws IllegalArgumentException that names a setting whose value cannot be used
     */
    public static NodeSettings of(Map<String, String> texts) {
        Map<String, String> shared = new HashMap<>(texts);
        FILE.settings().stream().filter(Setting::secret).map(Setting::name).forEach(shared::remove);
        return new NodeSettings(shared);
    }

    /**
     * The same settings with another value for one.
     *
     * @param text as a person types it
     * @throws IllegalArgumentException as {@link #of}
     */
    public NodeSettings with(Setting<?> setting, String text) {
        Map<String, String> changed = new HashMap<>(texts);
        changed.put(setting.name(), setting.form().apply(text));
        return of(changed);
    }

    /** What stands in the file, by name. */
    public Map<String, String> texts() {
        return texts;
    }

    /** The value of a setting. */
    public <T> T get(Setting<T> setting) {
        if (setting.secret()) {
            throw new IllegalArgumentException(setting.name() + " is a secret");
        }
        return values.get(setting);
    }

    /** Which of the sources is used. */
    public SourceKind sourceKind() {
        return get(SOURCE);
    }

    /** A folder or a medium, as text. */
    public String folder() {
        return get(FOLDER);
    }

    /** "Distribute updates on this computer". */
    public boolean distribute() {
        return get(DISTRIBUTE);
    }

    /** The components that this computer has, the node itself not among them. */
    public List<String> components() {
        return get(COMPONENTS);
    }

    /**
     * The source that these settings name by themselves; empty if the kind that is chosen has no value here (the address
     * may still come from {@link #ADDRESS_FROM}).
     *
     * @throws dev.lockstep.core.problem.ProblemException if address or port are unusable
     */
    public Optional<UpdateSource> source() {
        return switch (sourceKind()) {
            case VENDOR ->
                Optional.of(get(VENDOR_URLS)).filter(urls -> !urls.isEmpty()).map(UpdateSource.Vendor::new);
            case COMPUTER ->
                get(SERVER_ADDRESS).isEmpty()
                        ? Optional.empty()
                        : Optional.of(new UpdateSource.Computer(
                                ServerAddress.parse(get(SERVER_ADDRESS), get(SERVER_PORT)), false));
            case FOLDER ->
                folder().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new UpdateSource.Folder(
                                SystemText.ofThisProcess().path(folder())));
            case IMPORT -> Optional.of(new UpdateSource.Imported());
        };
    }

    /**
     * Whether a distribution folder that lacks something is filled without anybody asking: a relay hands on what its server decided,
     * where a main server may lose its clients' trust by what it decides.
     */
    public boolean fillsByItself() {
        return get(FILL_AT_START) || (sourceKind() == SourceKind.COMPUTER && get(AUTOMATIC));
    }

    /**
     * Makes sure that the site is here.
     *
     * @throws ProblemException with {@code SITE_NOT_HERE} if this computer takes its updates from another, whose site it belongs to
     */
    public void requireMain() {
        if (sourceKind() == SourceKind.COMPUTER) {
            throw ProblemException.of(
                    ProblemCode.SITE_NOT_HERE,
                    Map.of("address", source().map(UpdateSource::name).orElse("another computer")));
        }
    }

    private static URI vendorUrl(String text) {
        try {
            URI url = new URI(text);
            boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            // Behind a slash, too, an @ is the end of a password.
            if (web && url.getHost() != null && text.indexOf('@') < 0 && noMore(url)) {
                return text.endsWith("/") ? url : new URI(text + "/");
            }
        } catch (URISyntaxException e) {
            // Its text has the whole address in it.
            throw badUrl(text);
        }
        throw badUrl(text);
    }

    private static boolean noMore(URI url) {
        return url.getQuery() == null && url.getFragment() == null;
    }

    private static UnusableValueException badUrl(String text) {
        // The list is divided at commas: what has no scheme may be a piece of a password.
        String shown = text.contains("://") ? Redaction.of(text) : "...";
        return new UnusableValueException(Sentence.of("setting.bad-url", Map.of("url", shown)));
    }

    private static String component(String text) {
        if (text.equals(Release.NODE)) {
            throw new UnusableValueException(Sentence.of("setting.node-component", Map.of("node", Release.NODE)));
        }
        return name(text);
    }

    private static String name(String text) {
        try {
            return new Release.ComponentRelease(text, List.of()).name();
        } catch (IllegalArgumentException e) {
            throw new UnusableValueException(Sentence.of("setting.bad-name", Map.of("name", text)), e);
        }
    }

    /** The kinds of source to choose from. */
    public enum SourceKind {
        /** The vendor's update servers. */
        VENDOR,
        /** Another computer. */
        COMPUTER,
        /** A folder or medium. */
        FOLDER,
        /** Offline bundles, which somebody imports here. */
        IMPORT
    }

    /** Where a client's server address comes from when the settings name none. */
    public enum AddressFrom {
        /** Nowhere: only the settings count. */
        SETTINGS,
        /** The workstation's login window. */
        LOGIN_WINDOW,
        /** Section {@code PollHost} of the poll service's configuration file. */
        POLL_HOST
    }

    /** What a computer does whose version is newer than its server's. */
    public enum NewerThanServer {
        /** It follows its server, so that all have one version. */
        DOWNGRADE,
        /** It keeps its version, reports it, and waits until the server has caught up. */
        WAIT
    }
}
