package dev.lockstep.cli.repository;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The folder that a vendor serves.
 *
 * @param folder its base, below which {@code metadata/vendor/} and {@code targets/} are
 */
public record PublishedFolder(Path folder) {
    public Path metadata() {
        return folder.resolve("metadata").resolve("vendor");
    }

    public Path targets() {
        return folder.resolve("targets");
    }

    public Path firstRoot() {
        return metadata().resolve("1.root.json");
    }

    public TufRepository repository(Clock clock) {
        return new TufRepository(metadata(), clock, Lifetimes.vendor());
    }

    /** The newest root. */
    Root root() throws IOException, Failure {
        int version = 0;
        while (Files.exists(root(version + 1))) {
            version++;
        }
        if (version == 0) {
            throw notThere();
        }
        try {
            return SignedMetadata.parse(Files.readAllBytes(root(version)), MetadataType.ROOT)
                    .signed();
        } catch (IllegalArgumentException e) {
            throw new Failure("ROOT-MALFORMED", root(version) + " is not a root: " + e.getMessage(), e);
        }
    }

    /** Who signs the four roles at the moment. */
    public RootPlan plan() throws IOException, Failure {
        try {
            return RootPlan.of(root());
        } catch (IllegalArgumentException e) {
            throw new Failure("ROOT-MALFORMED", "The root names keys that it does not hold: " + e.getMessage(), e);
        }
    }

    /** Refuses a folder in which nothing was ever published. */
    public void require() throws Failure {
        if (!Files.isRegularFile(firstRoot())) {
            throw notThere();
        }
    }

    private Failure notThere() {
        return new Failure(
                "REPOSITORY-MISSING",
                folder + " is not a published folder (" + firstRoot() + " is missing). Make one with: lockstep"
                        + " init-repository " + folder);
    }

    private Path root(int version) {
        return metadata().resolve(version + ".root.json");
    }
}
