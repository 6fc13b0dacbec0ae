package dev.lockstep.cli.publish;

import dev.lockstep.core.release.Release.Warning;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a release is, besides its components. */
final class ReleaseOptions {
    @Option(names = "--release", paramLabel = "VERSION", description = "Publish a release of this version.")
    private Version version;

    @Option(
            names = "--channel",
            paramLabel = "NAME",
            defaultValue = "stable",
            description = "For whom the release is. Default: ${DEFAULT-VALUE}")
    private String channel;

    @Option(
            names = "--floor",
            paramLabel = "VERSION",
            description = "A release that must be installed before this one; can be repeated.")
    private List<Version> floors = new ArrayList<>();

    @Option(
            names = "--no-return-below",
            paramLabel = "VERSION",
            description = {
                "From now on no computer goes below this release in the channel, as after a security fix.",
                "For a release that is published already, repeat its publish command with this option."
            })
    private Version lowest;

    @Option(
            names = "--without",
            paramLabel = "NAME[@PLATFORM]",
            description = {
                "A component, or one of its platforms, that the release before has and this one is meant to lack;",
                "can be repeated. Computers that run it keep what they have of it."
            })
    private List<String> without = new ArrayList<>();

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<WarningOptions> warnings = new ArrayList<>();

    @Option(
            names = "--counter",
            paramLabel = "N",
            description = "The release counter, which rises with every release. Default: the next one.")
    private Long counter;

    @Option(
            names = "--compatible",
            paramLabel = "RANGE",
            description = "Versions that it works together with during a switch. Default: those of its major version.")
    private VersionRange compatible;

    @Option(
            names = "--not-secret",
            paramLabel = "PATH",
            description = {
                "A file of a component, relative to its folder, that looks like a private key, a keystore or a passphrase,",
                "and is meant to be published; can be repeated."
            })
    private List<String> notSecret = new ArrayList<>();

    /** A text to confirm, and where to read more. */
    static final class WarningOptions {
        @Option(
                names = "--warning",
                paramLabel = "TEXT",
                required = true,
                description = "What an administrator has to confirm before installing; can be repeated.")
        private String text;

        @Option(
                names = "--help-link",
                paramLabel = "URL",
                description = "Where to read more about the warning before it.")
        private String link = "";

        Warning warning() {
            return new Warning(text, link);
        }
    }

    boolean given() {
        return version != null;
    }

    ReleaseOrder order(List<String> components) {
        return new ReleaseOrder(
                version,
                channel,
                components.stream().map(ComponentSource::parse).toList(),
                floors,
                Optional.ofNullable(lowest),
                without,
                warnings.stream().map(WarningOptions::warning).toList(),
                Optional.ofNullable(counter),
                Optional.ofNullable(compatible),
                Set.copyOf(notSecret));
    }
}
