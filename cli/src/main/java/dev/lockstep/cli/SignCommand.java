package dev.lockstep.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.repository.Publication;
import dev.lockstep.core.tuf.repository.RepositoryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep sign}: signs targets, snapshot and timestamp again. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        header = "Signs the list of releases and modules again, for another year.",
        description = {
            "",
            "Nothing is added or removed. What is below it, snapshot and timestamp, is signed again too.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep sign site/updates",
            "  lockstep sign site/updates --key /media/alice/targets-1.pem --key /media/bob/targets-2.pem"
        })
final class SignCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "DIR", description = "The published folder.")
    private Path folder;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "targets, or a role that it delegates to; can be repeated. Default: targets")
    private List<String> roles = new ArrayList<>();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    SignCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException, RepositoryException, Failure {
        PublishedFolder published = new PublishedFolder(folder);
        published.require();
        List<String> wanted = roles.isEmpty() ? List.of("targets") : roles;
        Map<String, Long> versions;
        try (Publication publication = published
                .repository(surroundings().clock())
                .begin(keys.ring(folder, surroundings(), role -> !role.equals(KeysFolder.ROOT)))) {
            for (String role : wanted) {
                requireKnown(role, publication);
                publication.renew(role);
            }
            versions = publication.commit();
        }
        Screen screen = screen();
        screen.line("Signed again: " + String.join(", ", wanted) + ". Versions now: " + versions);
        var result = JsonNodeFactory.instance.objectNode();
        wanted.forEach(result.putArray("signed")::add);
        versions.forEach(result.putObject("versions")::put);
        screen.result(result);
        return 0;
    }

    private void requireKnown(String role, Publication publication) {
        boolean known = role.equals("targets")
                || publication.delegations().stream().map(DelegatedRole::name).anyMatch(role::equals);
        if (!known) {
            throw misuse("There is no role " + role + " to sign here. The root is signed by: lockstep rotate.");
        }
    }
}
