package dev.lockstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.repository.Publication;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lockstep renew}: signs targets, snapshot and timestamp again. */
@Command(
        name = "renew",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        header = "Signs the list of releases and modules again, for another year.",
        description = {"", "Nothing is added or removed. Snapshot and timestamp are signed again too.", ""},
        footer = {
            "",
            "Examples:",
            "  lockstep renew site/updates",
            "  lockstep renew site/updates --key /media/alice/targets-1.pem --key /media/bob/targets-2.pem"
        })
final class RenewCommand extends DraftingCommand {
    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "targets, or a publisher's role; can be repeated. Default: targets")
    private List<String> roles = new ArrayList<>();

    RenewCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void change(Workplace place, Screen screen, ObjectNode result) throws IOException, CodedException {
        List<String> wanted = roles.isEmpty() ? List.of("targets") : roles;
        try (Publication publication = place.published()
                .repository(surroundings().clock())
                .begin(ring(place, role -> !role.equals(KeysFolder.ROOT)))) {
            for (String role : wanted) {
                requireKnown(role, publication);
                publication.renew(role);
            }
            finish(publication, screen, result);
        }
        screen.line("Signed again: " + String.join(", ", wanted) + ".");
        wanted.forEach(result.putArray("signed")::add);
    }

    private void requireKnown(String role, Publication publication) {
        boolean known = role.equals("targets")
                || publication.delegations().stream().map(DelegatedRole::name).anyMatch(role::equals);
        if (!known) {
            throw misuse("There is no role " + role + " to sign here. The root is signed by: lockstep rotate.");
        }
    }
}
