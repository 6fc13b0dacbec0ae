package dev.lockstep.core.source;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Where a computer takes its updates from. */
public sealed interface UpdateSource {
    /** What a person calls it, as it stands in messages. */
    String name();

    /**
     * The vendor's update servers; tried in order.
     *
     * @param urls base URLs below which {@code metadata/vendor/} and {@code targets/} are found
     */
    record Vendor(List<URI> urls) implements UpdateSource {
        public Vendor {
            urls = List.copyOf(urls);
            if (urls.isEmpty()) {
                throw new IllegalArgumentException("at least one vendor URL is needed");
            }
        }

        @Override
        public String name() {
            return urls.get(0).toString();
        }
    }

    /**
     * Another computer that distributes updates.
     *
     * @param address where it is
     * @param secure whether TLS is spoken
     */
    record Computer(ServerAddress address, boolean secure) implements UpdateSource {
        public Computer {
            Objects.requireNonNull(address, "address");
        }

        @Override
        public String name() {
            return address.toString();
        }
    }

    /**
     * A folder or a medium with the same layout as a vendor's server.
     *
     * @param path the folder that holds {@code metadata/} and {@code targets/}
     */
    record Folder(Path path) implements UpdateSource {
        public Folder {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public String name() {
            return path.toString();
        }
    }

    /** Offline bundles that were imported into this computer's own distribution folder; nobody is asked. */
    record Imported() implements UpdateSource {
        @Override
        public String name() {
            return "offline bundles";
        }
    }
}
