package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeysFolder;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.signing.repository.Publication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lockstep renew}: signs targets, snapshot and timestamp again. */
@Command(
        name = "renew",
        header = "Signs the list of releases and modules again, for another year.",
        description = {"", "Nothing is added or removed. Snapshot and timestamp are signed again too.", ""},
        footer = {
            "",
            "Examples:",
            "  lockstep renew site/updates",
            "  lockstep renew site/updates --key /media/alice/targets-1.pem --key /media/bob/targets-2.pem"
        })
public final class RenewCommand extends DraftingCommand {
    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "targets, or a publisher's role; can be repeated. Default: targets")
    private List<String> roles = new ArrayList<>();

    @Option(
            names = "--refused-after",
            paramLabel = "DAYS",
            description = {
                "Sign, too, for how many days computers still install what was assigned to them when the timestamp or the",
                "snapshot has expired: 0 to 3650, or never for as long as targets and root are valid. Default: as before."
            })
    private String refusedAfter = "";

    public RenewCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected void change(WorkingFolder place, Screen screen, ObjectNode result) throws IOException, CodedException {
        if (!refusedAfter.isEmpty() && !refusedAfter.equals("never")) {
            // Before anything is signed.
            days();
        }
        List<String> wanted = roles.isEmpty() ? List.of("targets") : roles;
        try (Publication publication = place.published()
                .repository(environment().clock())
                .begin(ring(place, role -> !role.equals(KeysFolder.ROOT)))) {
            for (String role : wanted) {
                requireKnown(role, publication);
                publication.renew(role);
            }
            if (!refusedAfter.isEmpty()) {
                limit(publication, place, screen);
            }
            finish(publication, screen, result);
        }
        screen.line("Signed again: " + String.join(", ", wanted) + ".");
        wanted.forEach(result.putArray("signed")::add);
    }

    private void limit(Publication publication, WorkingFolder place, Screen screen) throws IOException, CodedException {
        if (refusedAfter.equals("never")) {
            publication.remove("targets", FreshnessPolicy.TARGET);
            screen.line("What is assigned is installed for as long as targets and root are valid.");
            return;
        }
        FreshnessPolicy policy = FreshnessPolicy.refusedAfter(days());
        Path into = draft().map(folder -> folder.resolve("targets"))
                .orElse(place.published().targets());
        DurableFiles.write(ConsistentNames.target(into, policy.target()), policy.content());
        publication.add(policy.target());
        screen.line("What is assigned is installed for " + days() + " days after timestamp or snapshot have expired.");
    }

    private int days() {
        if (!refusedAfter.matches("[0-9]{1,4}") || Integer.parseInt(refusedAfter) > FreshnessPolicy.MOST_DAYS) {
            throw misuse("--refused-after takes a number of days from 0 to " + FreshnessPolicy.MOST_DAYS
                    + ", or never, and not \"" + refusedAfter + "\".");
        }
        return Integer.parseInt(refusedAfter);
    }

    private void requireKnown(String role, Publication publication) {
        boolean known = role.equals("targets")
                || publication.delegations().stream().map(DelegatedRole::name).anyMatch(role::equals);
        if (!known) {
            throw misuse("There is no role " + role + " to sign here. The root is signed by: lockstep rotate.");
        }
    }
}
