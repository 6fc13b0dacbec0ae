package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.admin.internal.http.Tags;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.core.node.NamedSettings;
import dev.lockstep.core.node.NamedSettings.Shown;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/**
 * {@code settings}: shown, tried, changed and undone one by one. A change says which value it is to replace, by the ETag of the
 * setting, so that two people at two pages do not overwrite each other unseen.
 */
final class SettingsResource {
    private static final int LONGEST_VALUE = 900;

    private final NamedSettings settings;
    private final AuditTrail trail;

    SettingsResource(NamedSettings settings, AuditTrail trail) {
        this.settings = settings;
        this.trail = trail;
    }

    List<Route> routes() {
        return List.of(
                Route.get(AdminApi.PATH + "/settings", this::all),
                Route.get(AdminApi.PATH + "/settings/{name}", this::one),
                Route.put(AdminApi.PATH + "/settings/{name}", Right.CHANGE_SETTINGS, this::change),
                Route.post(AdminApi.PATH + "/settings/{name}/undo", Right.CHANGE_SETTINGS, this::undo));
    }

    private Answer all(Call call) {
        call.query(none -> none);
        return Answer.ok(Json.object()
                .put("settings", settings.all().stream().map(setting -> json(setting, call.language()))));
    }

    private Answer one(Call call) throws IOException {
        call.query(none -> none);
        Shown setting = named(call.variable("name"));
        return Answer.ok(json(setting, call.language()).put("previous", previous(setting)))
                .tagged(tag(setting));
    }

    /** Two changes over HTTP come one after the other, each with a look at what the other made. */
    private synchronized Answer change(Call call) throws IOException {
        Change change = call.body(Change::read);
        Shown before = named(call.variable("name"));
        if (change.simulate()) {
            return changed(before, settings.tried(before.name(), change.value()), call.language());
        }
        requireSeen(call, before);
        return changed(before, settings.change(before.name(), change.value()), call.language());
    }

    private synchronized Answer undo(Call call) throws IOException {
        call.body(nothing -> nothing);
        Shown before = named(call.variable("name"));
        requireSeen(call, before);
        String value = previous(before)
                .orElseThrow(() -> CallException.malformed(
                        HttpStatus.CONFLICT_409,
                        "what " + before.name() + " was before is not known: the audit log has no change of it that led"
                                + " to its present value"));
        return changed(before, settings.change(before.name(), value), call.language());
    }

    private static void requireSeen(Call call, Shown setting) {
        Tags.requireSeen(call, tag(setting), setting.name(), '"' + setting.value() + '"');
    }

    private static Answer changed(Shown before, Shown after, Locale language) {
        return Answer.ok(json(after, language).put("previous", before.value())).tagged(tag(after));
    }

    private Shown named(String name) {
        return settings.all().stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                // For an unknown name it lists the known ones.
                .orElseGet(() -> settings.tried(name, ""));
    }

    /** What it was before the last change, unless it was changed with an editor since. */
    private Optional<String> previous(Shown setting) throws IOException {
        return trail.before(Long.MAX_VALUE, 1, entry -> isChangeOf(setting, entry)).stream()
                .map(AuditEntry::event)
                .filter(event -> event.to().equals(setting.value()))
                .map(AuditEvent::from)
                .findFirst();
    }

    private static boolean isChangeOf(Shown setting, AuditEntry entry) {
        return entry.event().action().equals("change setting")
                && entry.event().subject().equals(setting.name());
    }

    private static String tag(Shown setting) {
        return Tags.of(setting.name() + "=" + setting.value());
    }

    private static Json json(Shown setting, Locale language) {
        return Json.object()
                .put("name", setting.name())
                .put("value", setting.value())
                .put("kind", setting.setting().kind().name().toLowerCase(Locale.ROOT))
                .put("unset", setting.setting().unset())
                .put("usual", setting.setting().usual())
                .put("description", setting.description(language));
    }

    private record Change(String value, boolean simulate) {
        static Change read(Fields fields) {
            return new Change(fields.text("value", LONGEST_VALUE), fields.flag("simulate", false));
        }
    }
}
