package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeysFolder;
import dev.lockstep.cli.repository.PublishedFolder;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.tuf.DirectoryMetadataFetcher;
import dev.lockstep.core.tuf.ExpiryPolicy;
import dev.lockstep.core.tuf.InMemoryMetadataStore;
import dev.lockstep.core.tuf.MetadataStore;
import dev.lockstep.core.tuf.RefreshResult;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.TufUpdater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A copy of a repository's metadata in which a change is made, to ask our own client what it accepts afterwards. */
final class Rehearsal implements AutoCloseable {
    private final Path folder;
    private final PublishedFolder before;
    private final PublishedFolder after;

    private Rehearsal(Path folder, PublishedFolder before, PublishedFolder after) {
        this.folder = folder;
        this.before = before;
        this.after = after;
    }

    static Rehearsal of(PublishedFolder published) throws IOException {
        Path folder = Files.createTempDirectory("lockstep-dry-run");
        PublishedFolder copy = new PublishedFolder(folder.resolve("published"));
        Files.createDirectories(copy.metadata());
        if (!Files.isDirectory(published.metadata())) {
            return new Rehearsal(folder, published, copy);
        }
        try (Stream<Path> files = Files.list(published.metadata())) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.copy(file, copy.metadata().resolve(file.getFileName()));
            }
        }
        return new Rehearsal(folder, published, copy);
    }

    WorkingFolder place() {
        return new WorkingFolder(after, before, new KeysFolder(folder.resolve("keys")));
    }

    /** What a new client that knows only the first root accepts, and one that has followed until now. */
    void tell(Clock clock, Screen screen, ObjectNode result) throws IOException {
        byte[] firstRoot = Files.readAllBytes(after.firstRoot());
        ArrayNode clients = result.putArray("clients");
        ask("A client that knows only the first root", new InMemoryMetadataStore(), firstRoot, clock, screen, clients);
        MetadataStore upToDate = new InMemoryMetadataStore();
        Set<String> known = Set.of();
        if (!Files.exists(before.firstRoot())) {
            return;
        }
        try {
            TufUpdater client = client(before, upToDate, firstRoot, clock);
            client.refresh();
            known = paths(client);
        } catch (TufException e) {
            screen.line("What is published now is refused by clients: " + e.getMessage() + " [" + e.code() + "]");
        }
        Set<String> offered = ask("A client that is up to date", upToDate, firstRoot, clock, screen, clients);
        list(screen, result, "added", "  + ", offered, known);
        list(screen, result, "removed", "  - ", known, offered);
    }

    private Set<String> ask(
            String who, MetadataStore store, byte[] firstRoot, Clock clock, Screen screen, ArrayNode clients)
            throws IOException {
        ObjectNode answer = clients.addObject().put("client", who);
        try {
            TufUpdater client = client(after, store, firstRoot, clock);
            RefreshResult accepted = client.refresh();
            Set<String> targets = paths(client);
            screen.line(who + " accepts " + new TreeMap<>(accepted.versions()) + " with "
                    + Plurals.english(targets.size(), "target", "targets") + ".");
            accepted.versions().forEach(answer.put("accepts", true).putObject("versions")::put);
            answer.put("targets", targets.size());
            return targets;
        } catch (TufException e) {
            screen.line(who + " REFUSES it: " + e.getMessage() + " [" + e.code() + "]");
            answer.put("accepts", false).put("code", e.code()).put("text", e.getMessage());
            return Set.of();
        }
    }

    private static void list(
            Screen screen, ObjectNode result, String name, String mark, Set<String> paths, Set<String> without) {
        ArrayNode array = result.putArray(name);
        for (String path : paths) {
            if (!without.contains(path)) {
                screen.line(mark + path);
                array.add(path);
            }
        }
    }

    private static Set<String> paths(TufUpdater client) throws IOException, TufException {
        return client.list().targets().stream()
                .map(target -> target.file().path())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static TufUpdater client(PublishedFolder folder, MetadataStore store, byte[] firstRoot, Clock clock) {
        return TufUpdater.builder()
                .fetcher(new DirectoryMetadataFetcher(folder.metadata()))
                .store(store)
                .pinnedRoot(firstRoot)
                .expiry(ExpiryPolicy.staleAllowed())
                .clock(clock)
                .build();
    }

    @Override
    public void close() throws IOException {
        DurableFiles.deleteTree(folder);
    }
}
