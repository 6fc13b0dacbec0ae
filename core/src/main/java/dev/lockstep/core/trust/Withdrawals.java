package dev.lockstep.core.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.TrustedTarget;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What must not be installed any more: one list of releases and modules, of whoever may say so.
 *
 * <p>The vendor signs it as the target {@value #TARGET}, a publisher as {@code modules/NAME/withdrawn.json} for the one module whose
 * name is delegated to him, a site as {@value #DECLINED} among its own targets. All of it stands in the target's custom data, so
 * whoever has the metadata has the list, and nobody can withhold it alone.
 *
 * <p>The list has a format number, {@value #FORMAT} now. It rises when something is added that a program which writes the list must not
 * lose. A reader takes what it understands of any format, and passes over the rest: an entry without a version that it can read could
 * not be installed by it either.
 *
 * @param entries in the order in which they were said
 */
public record Withdrawals(List<Withdrawal> entries) {
    /** The vendor's list, in its repository. */
    public static final String TARGET = "withdrawn.json";

    /** A site's list, in its own. */
    public static final String DECLINED = "declined.json";

    /** The newest format that this program writes. */
    public static final int FORMAT = 1;

    public static final Withdrawals NONE = new Withdrawals(List.of());

    private static final Pattern OF_A_MODULE = Pattern.compile("modules/([^/]+)/withdrawn\\.json");
    private static final String KIND = "withdrawn";

    public Withdrawals {
        entries = List.copyOf(entries);
    }

    /** The name of the target in which a publisher withdraws versions of one of his modules. */
    public static String targetName(String module) {
        return "modules/" + module + "/withdrawn.json";
    }

    /** Whether a target is such a list, by its name. */
    public static boolean isList(String path) {
        return path.equals(TARGET)
                || path.equals(DECLINED)
                || OF_A_MODULE.matcher(path).matches();
    }

    /** What the vendor and its publishers withdraw, by all that they signed. */
    public static Withdrawals of(Collection<TrustedTarget> targets) {
        return new Withdrawals(targets.stream()
                .flatMap(target -> signed(target.roleName(), target.file()).entries().stream())
                .toList());
    }

    /** What the vendor, or a publisher, withdraws by a target of a role; nothing if it is another target. */
    private static Withdrawals signed(String role, TargetFile target) {
        boolean vendor = role.equals("targets");
        if (vendor && target.path().equals(TARGET)) {
            return read(target, Withdrawal.Origin.VENDOR);
        }
        Matcher ofModule = OF_A_MODULE.matcher(target.path());
        if (!ofModule.matches()) {
            return NONE;
        }
        Optional<String> own = Optional.of(ofModule.group(1));
        return new Withdrawals(
                read(target, vendor ? Withdrawal.Origin.VENDOR : Withdrawal.Origin.PUBLISHER).entries().stream()
                        .filter(entry -> entry.what().module().equals(own))
                        .toList());
    }

    /** What a list says, as far as it is understood. */
    public static Withdrawals read(TargetFile target, Withdrawal.Origin origin) {
        List<Withdrawal> entries = new ArrayList<>();
        for (JsonNode entry : target.custom().path("lockstep").path("entries")) {
            what(entry)
                    .ifPresent(what -> entries.add(new Withdrawal(
                            what,
                            origin,
                            entry.path("reason").asText(),
                            instant(entry.path("since").asText()))));
        }
        return new Withdrawals(entries);
    }

    /** The format of a list; that of this program if it does not say. */
    public static int format(TargetFile target) {
        return target.custom().path("lockstep").path("format").asInt(FORMAT);
    }

    private static Optional<Withdrawal.What> what(JsonNode entry) {
        String module = entry.path("module").asText();
        String release = entry.path("release").asText();
        if (module.isEmpty() == release.isEmpty()) {
            return Optional.empty();
        }
        return module.isEmpty()
                ? version(release).map(Withdrawal.What::release)
                : version(entry.path("version").asText()).map(version -> Withdrawal.What.module(module, version));
    }

    private static Optional<Version> version(String text) {
        try {
            return Optional.of(Version.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Why a release must not be installed; empty if it may. */
    public Optional<Withdrawal> of(Version release) {
        return of(Withdrawal.What.release(release));
    }

    /** Why a version of a module must not be installed. */
    public Optional<Withdrawal> of(String module, Version version) {
        return of(Withdrawal.What.module(module, version));
    }

    /** The first that speaks of it. */
    public Optional<Withdrawal> of(Withdrawal.What what) {
        return entries.stream().filter(entry -> entry.what().equals(what)).findFirst();
    }

    /** This list, and then another. */
    public Withdrawals and(Withdrawals other) {
        return new Withdrawals(
                Stream.concat(entries.stream(), other.entries.stream()).toList());
    }

    /** With one more entry, in place of what was said of the same before. */
    public Withdrawals with(Withdrawal entry) {
        return without(entry.what()).and(new Withdrawals(List.of(entry)));
    }

    /** Without what was said of a release or module. */
    public Withdrawals without(Withdrawal.What what) {
        return new Withdrawals(
                entries.stream().filter(entry -> !entry.what().equals(what)).toList());
    }

    /** The content of the target. */
    public byte[] content() {
        return CanonicalJson.encode(json());
    }

    /** The target to sign. */
    public TargetFile target(String path) {
        Blob content = Blob.of(content());
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.set("lockstep", json());
        return new TargetFile(
                path, content.length(), Hashes.sha256(content.digest().hex()), custom);
    }

    private ObjectNode json() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("kind", KIND).put("format", FORMAT);
        ArrayNode list = json.putArray("entries");
        for (Withdrawal entry : entries) {
            ObjectNode one = list.addObject();
            entry.what()
                    .module()
                    .ifPresentOrElse(
                            module -> one.put("module", module)
                                    .put("version", entry.what().version().toString()),
                            () -> one.put("release", entry.what().version().toString()));
            one.put("reason", entry.reason());
            entry.since().ifPresent(since -> one.put("since", since.toString()));
        }
        return json;
    }
}
