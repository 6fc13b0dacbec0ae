package dev.lockstep.cli.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.console.Table;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.TrustedTarget;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code lockstep list}: the releases and modules that are published. */
@Command(
        name = "list",
        header = "Lists the releases and modules of a published folder.",
        footer = {"", "Examples:", "  lockstep list site/updates", "  lockstep list site/updates --json"})
public final class ListCommand extends RepositoryCommand {
    private static final Pattern RELEASE = Pattern.compile("releases/(.+)\\.json");
    private static final Pattern MODULE = Pattern.compile("modules/([^/]+)/(.+)\\.json");

    public ListCommand(Environment environment) {
        super(environment);
    }

    private record Release(Version version, String channel, long counter) {}

    private record Module(String name, Version version) {}

    @Override
    protected int run(PublishedFolder published, Screen screen, ObjectNode result) throws IOException, CodedException {
        TrustedRepository trusted = TrustedRepository.read(
                published, published.firstRoot(), environment().clock());
        List<TrustedTarget> targets = trusted.listing().targets();
        List<Release> releases = targets.stream()
                .flatMap(ListCommand::release)
                .sorted(Comparator.comparing(Release::version))
                .toList();
        List<Module> modules = targets.stream()
                .flatMap(ListCommand::module)
                .sorted(Comparator.comparing(Module::name).thenComparing(Module::version))
                .toList();
        tell(releases, modules, screen, result);
        tell(Withdrawals.of(targets), screen, result);
        return 0;
    }

    private static void tell(List<Release> releases, List<Module> modules, Screen screen, ObjectNode result) {
        var releaseList = result.putArray("releases");
        Table table = new Table("RELEASE", "CHANNEL", "COUNTER");
        for (Release release : releases) {
            table.row(release.version().toString(), release.channel(), Long.toString(release.counter()));
            releaseList
                    .addObject()
                    .put("version", release.version().toString())
                    .put("channel", release.channel())
                    .put("counter", release.counter());
        }
        var moduleList = result.putArray("modules");
        Table moduleTable = new Table("MODULE", "VERSION");
        for (Module module : modules) {
            moduleTable.row(module.name(), module.version().toString());
            moduleList
                    .addObject()
                    .put("name", module.name())
                    .put("version", module.version().toString());
        }
        table.lines().forEach(screen::line);
        if (!modules.isEmpty()) {
            screen.line("");
            moduleTable.lines().forEach(screen::line);
        }
    }

    private static void tell(Withdrawals withdrawals, Screen screen, ObjectNode result) {
        var list = result.putArray("withdrawn");
        Table table = new Table("WITHDRAWN", "BY", "REASON");
        for (Withdrawal entry : withdrawals.entries()) {
            String by = entry.origin().name().toLowerCase(Locale.ROOT);
            table.row(entry.what().toString(), by, entry.reason());
            ObjectNode one = list.addObject();
            entry.what().module().ifPresent(module -> one.put("module", module));
            one.put(
                            entry.what().module().isPresent() ? "version" : "release",
                            entry.what().version().toString())
                    .put("by", by)
                    .put("reason", entry.reason());
            entry.since().ifPresent(since -> one.put("since", since.toString()));
        }
        if (!withdrawals.entries().isEmpty()) {
            screen.line("");
            table.lines().forEach(screen::line);
        }
    }

    private static Stream<Release> release(TrustedTarget target) {
        Matcher path = RELEASE.matcher(target.file().path());
        if (!path.matches()) {
            return Stream.empty();
        }
        var custom = target.file().custom().path("lockstep");
        return version(path.group(1))
                .map(version -> new Release(
                        version,
                        custom.path("channel").asText(),
                        custom.path("counter").asLong()))
                .stream();
    }

    private static Stream<Module> module(TrustedTarget target) {
        Matcher path = MODULE.matcher(target.file().path());
        return path.matches()
                ? version(path.group(2)).map(version -> new Module(path.group(1), version)).stream()
                : Stream.empty();
    }

    /** A target whose name holds no version is something of a later Lockstep, which this one passes over. */
    private static Optional<Version> version(String text) {
        try {
            return Optional.of(Version.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
