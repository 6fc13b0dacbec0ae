package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeysFolder;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.signing.repository.Publication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lockstep withdraw}: signs that a release, or a version of a module, must not be installed any more. */
@Command(
        name = "withdraw",
        header = "Signs that a release, or a version of a module, must not be installed any more.",
        description = {
            "",
            "Nothing is removed. From its next check on no computer installs it, or goes back to it; where it runs it goes on",
            "running, and everybody is shown the reason. Publish a better release or module as soon as you can.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep withdraw site/updates --release 1.2.0 --reason \"It loses readings at midnight.\"",
            "  lockstep withdraw site/updates --module tariffs --version 2.0.0 --reason \"Wrong rates in April.\"",
            "  lockstep withdraw site/updates --release 1.2.0 --take-back",
            "  lockstep withdraw copy --role acme --module acme-meter --version 1.0.0 --reason \"...\" --key acme.pem \\",
            "      --draft acme-meter"
        })
public final class WithdrawCommand extends DraftingCommand {
    private static final String VENDOR = "targets";

    @Option(names = "--release", paramLabel = "VERSION", description = "Withdraw this release.")
    private Version release;

    @Option(names = "--module", paramLabel = "NAME", description = "Withdraw a version of this module.")
    private String module = "";

    @Option(names = "--version", paramLabel = "VERSION", description = "With --module: which version of it.")
    private Version version;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, in a sentence that every administrator and user of it is shown.")
    private String reason = "";

    @Option(names = "--take-back", description = "It may be installed again: takes back what was signed about it.")
    private boolean takeBack;

    @Option(
            names = "--role",
            paramLabel = "NAME",
            defaultValue = VENDOR,
            description = "Sign as this publisher, who can withdraw the modules of his own names.")
    private String role;

    public WithdrawCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected void checkCall() throws Failure {
        super.checkCall();
        if ((release == null) == module.isEmpty()) {
            throw misuse("Either --release VERSION, or --module NAME --version VERSION.");
        }
        if (module.isEmpty() != (version == null)) {
            throw misuse("--module and --version belong together.");
        }
        if (release != null && !role.equals(VENDOR)) {
            throw misuse("Releases are signed by the vendor; --role is for modules.");
        }
        if (takeBack != reason.isBlank()) {
            throw misuse("Either --reason TEXT, which everybody is shown, or --take-back.");
        }
        if (reason.codePointCount(0, reason.length()) > Withdrawal.LONGEST_REASON) {
            throw misuse(
                    "A reason has " + Withdrawal.LONGEST_REASON + " characters at most. Name a page that says more.");
        }
    }

    @Override
    protected void change(WorkingFolder place, Screen screen, ObjectNode result) throws IOException, CodedException {
        Withdrawal.What what = what();
        try (Publication publication = place.published()
                .repository(environment().clock())
                .begin(ring(place, name -> !name.equals(KeysFolder.ROOT)))) {
            requireRole(publication);
            if (draft().isEmpty()) {
                publication.requireSigners(role);
            }
            Withdrawals before = signed(publication);
            Withdrawals after = takeBack ? takenBack(before, what) : withdrawn(before, what, publication);
            boolean changed = !after.equals(before);
            if (changed) {
                sign(after, publication, place);
                finish(publication, screen, result);
            }
            tell(what, changed, screen, result);
            if (release != null) {
                offered(after, publication).forEach(screen::line);
            }
        }
    }

    private Withdrawal.What what() {
        return release == null ? Withdrawal.What.module(module, version) : Withdrawal.What.release(release);
    }

    private void requireRole(Publication publication) throws Failure {
        boolean known = role.equals(VENDOR)
                || publication.delegations().stream().map(DelegatedRole::name).anyMatch(role::equals);
        if (!known) {
            throw new Failure(
                    "ROLE-UNKNOWN",
                    "Nothing is delegated to a publisher " + role
                            + " here. The vendor does it with: lockstep delegate.");
        }
    }

    private String path() {
        return role.equals(VENDOR) ? Withdrawals.TARGET : Withdrawals.targetName(module);
    }

    private Withdrawals signed(Publication publication) throws Failure {
        TargetFile target = publication.targets(role).get(path());
        if (target == null) {
            return Withdrawals.NONE;
        }
        if (Withdrawals.format(target) > Withdrawals.FORMAT) {
            throw new Failure(
                    "WITHDRAWN-NEWER",
                    path()
                            + " was written by a newer Lockstep, and this one could lose what it says. Use the newer one.");
        }
        return Withdrawals.read(target, Withdrawal.Origin.VENDOR);
    }

    private Withdrawals withdrawn(Withdrawals before, Withdrawal.What what, Publication publication) throws Failure {
        requirePublished(what, publication);
        Withdrawal next = new Withdrawal(
                what,
                Withdrawal.Origin.VENDOR,
                reason,
                Optional.of(environment().clock().instant().truncatedTo(ChronoUnit.SECONDS)));
        boolean same = before.of(what).map(Withdrawal::reason).equals(Optional.of(next.reason()));
        return same ? before : before.with(next);
    }

    private static Withdrawals takenBack(Withdrawals before, Withdrawal.What what) throws Failure {
        if (before.of(what).isEmpty()) {
            throw new Failure("WITHDRAWN-NOT", what + " is not withdrawn, so there is nothing to take back.");
        }
        return before.without(what);
    }

    /** What is not published cannot be installed: the name or the version is mistaken. */
    private void requirePublished(Withdrawal.What what, Publication publication) throws Failure {
        String target = release == null ? ModuleRelease.targetName(module, version) : Release.targetName(release);
        Stream<String> roles = role.equals(VENDOR)
                ? Stream.concat(
                        Stream.of(VENDOR), publication.delegations().stream().map(DelegatedRole::name))
                : Stream.of(role);
        if (roles.noneMatch(name -> publication.targets(name).containsKey(target))) {
            throw new Failure(
                    "WITHDRAWN-UNKNOWN",
                    "There is no " + (release == null ? "module " : "release ") + what + " that "
                            + (role.equals(VENDOR) ? "is published here" : "was signed by " + role)
                            + ", so it cannot be withdrawn. See: lockstep list.");
        }
    }

    private void sign(Withdrawals list, Publication publication, WorkingFolder place)
            throws IOException, CodedException {
        if (list.entries().isEmpty()) {
            publication.remove(role, path());
            return;
        }
        TargetFile target = list.target(path());
        try {
            publication.add(role, target);
        } catch (IllegalArgumentException e) {
            throw new Failure("NOT-DELEGATED", "It cannot be withdrawn: " + e.getMessage() + ".", e);
        }
        Path file = ConsistentNames.target(
                draft().map(folder -> folder.resolve("targets"))
                        .orElse(place.published().targets()),
                target);
        DurableFiles.createFolders(file.getParent());
        DurableFiles.write(file, list.content());
    }

    private void tell(Withdrawal.What what, boolean changed, Screen screen, ObjectNode result) {
        String title = (release == null ? "module " : "release ") + what;
        String done = takeBack ? "May be installed again: " : "Withdrawn: ";
        screen.line((changed ? done : "Unchanged, withdrawn before: ") + title);
        result.put(release == null ? "module" : "release", what.toString())
                .put("state", changed ? takeBack ? "taken back" : "withdrawn" : "unchanged");
    }

    /** What the computers of each channel are offered now. */
    private static Stream<String> offered(Withdrawals withdrawn, Publication publication) {
        Map<String, TargetFile> targets = publication.targets(VENDOR);
        Map<String, Optional<Version>> newest = new java.util.TreeMap<>();
        targets.values().forEach(target -> {
            var custom = target.custom().path("lockstep");
            if (custom.path("kind").asText().equals("release")) {
                Optional<Version> offered = Optional.of(
                                Version.parse(custom.path("version").asText()))
                        .filter(version -> withdrawn.of(version).isEmpty());
                newest.merge(
                        custom.path("channel").asText(),
                        offered,
                        (one, other) ->
                                Stream.of(one, other).flatMap(Optional::stream).max(Comparator.naturalOrder()));
            }
        });
        return newest.entrySet().stream()
                .map(channel -> "Offered in the channel " + channel.getKey() + ": "
                        + channel.getValue().map(Version::toString).orElse("no release any more"));
    }
}
