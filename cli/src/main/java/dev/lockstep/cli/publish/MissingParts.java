package dev.lockstep.cli.publish;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a release lacks of the one before in its channel. A forgotten {@code --component} is otherwise noticed by whoever runs that
 * component: it stays at its old version for ever.
 *
 * @param version the release that lacks them
 * @param before the release that has them
 * @param parts components as {@code poll}, and platforms of components that are there as {@code poll@linux-x64}
 */
record MissingParts(Version version, Version before, List<String> parts) {
    MissingParts {
        parts = List.copyOf(parts);
    }

    /** What an order lacks of a release; empty if it lacks nothing. */
    static Optional<MissingParts> between(Release before, ReleaseOrder order) {
        List<String> parts = new ArrayList<>();
        for (Release.ComponentRelease component : before.components()) {
            List<Platform> ordered = order.components().stream()
                    .filter(source -> source.name().equals(component.name()))
                    .map(ComponentSource::platform)
                    .toList();
            if (ordered.isEmpty()) {
                parts.add(component.name());
            } else if (!ordered.contains(Platform.ANY)) {
                component.trees().stream()
                        .map(Release.PlatformTree::platform)
                        .filter(platform -> !ordered.contains(platform))
                        .forEach(platform -> parts.add(component.name() + "@" + platform));
            }
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new MissingParts(order.version(), before.version(), parts));
    }

    /** Demands that exactly what is lacking is named in the order: what is left out is left out on purpose. */
    static void requireMeant(Optional<MissingParts> lacks, ReleaseOrder order) throws Failure {
        List<String> missing = lacks.map(MissingParts::parts).orElse(List.of());
        List<String> forgotten =
                missing.stream().filter(part -> !order.without().contains(part)).toList();
        if (!forgotten.isEmpty()) {
            throw new Failure(
                    "COMPONENT-LEFT-OUT",
                    "Release " + order.version() + " has no " + String.join(", no ", forgotten) + ", which release "
                            + lacks.get().before()
                            + " before it has. Nothing was published. Add what was forgotten with"
                            + " --component, or say that it is meant: "
                            + forgotten.stream()
                                    .map(part -> "--without " + part)
                                    .collect(Collectors.joining(" ")));
        }
        Optional<String> mistaken =
                order.without().stream().filter(part -> !missing.contains(part)).findFirst();
        if (mistaken.isPresent()) {
            throw new Failure(
                    "COMPONENT-LEFT-OUT",
                    "--without " + mistaken.get() + " names nothing that release " + order.version()
                            + " lacks and the one before it has. Nothing was published.");
        }
    }

    String warning() {
        return "Release " + version + " has no " + String.join(", no ", parts) + ", which release " + before
                + " before it has: computers that run it keep the version that they have.";
    }
}
