package dev.lockstep.client.internal.upstream;

import dev.lockstep.core.node.Settings;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.store.FileContentStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The one store of this computer, {@code data/lockstep/store}, for all bundles. */
@Component(service = ContentStore.class)
public final class StoreService implements ContentStore {
    private final ContentStore store;

    @Activate
    public StoreService(@Reference Settings settings) {
        this.store = new FileContentStore(settings.identity().data().resolve("store"));
    }

    @Override
    public Optional<Path> find(Blob blob) {
        return store.find(blob);
    }

    @Override
    public boolean renew(Blob blob) throws IOException {
        return store.renew(blob);
    }

    @Override
    public long received(Blob blob) {
        return store.received(blob);
    }

    @Override
    public Reception receive(Blob blob) throws IOException {
        return store.receive(blob);
    }

    @Override
    public Blob add(Path file) throws IOException {
        return store.add(file);
    }

    @Override
    public Blob add(byte[] bytes) throws IOException {
        return store.add(bytes);
    }

    @Override
    public CollectReport collect(Set<Digest> reachable, Instant before) throws IOException {
        return store.collect(reachable, before);
    }

    @Override
    public CollectReport remove(Set<Digest> unwanted) throws IOException {
        return store.remove(unwanted);
    }

    @Override
    public Finding inspect(Digest payload, Pace pace) throws IOException {
        return store.inspect(payload, pace);
    }

    @Override
    public boolean withholds(Digest payload) {
        return store.withholds(payload);
    }

    @Override
    public Optional<byte[]> read(Blob blob) throws IOException {
        return store.read(blob);
    }

    @Override
    public NavigableSet<Digest> payloads() throws IOException {
        return store.payloads();
    }

    @Override
    public CollectReport giveUpIncoming(Instant before) throws IOException {
        return store.giveUpIncoming(before);
    }

    @Override
    public Path folder() {
        return store.folder();
    }
}
