package dev.lockstep.distribution.internal.people;

import dev.lockstep.core.json.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has signed in from where, across restarts: a stranger's guesses slow down nobody who did. The latest thousand are remembered.
 * If the file is lost, people are unknown once more, and nothing else. For one thread at a time.
 */
final class FamiliarAddresses {
    private static final Logger LOG = LoggerFactory.getLogger(FamiliarAddresses.class);
    private static final int AT_MOST = 1_000;
    private static final int LONGEST = 1 << 20;
    private static final int LONGEST_NAME = 256;

    private final Optional<StateFile<Kept>> file;
    private final Set<Place> places = new LinkedHashSet<>();

    /** Remembered in a file, or, without one, until the end. */
    FamiliarAddresses(Optional<Path> path) {
        this.file = path.map(where -> StateFile.of(where, Kept.class, LONGEST));
        file.ifPresent(this::load);
    }

    private void load(StateFile<Kept> from) {
        from.read().ifPresent(kept -> places.addAll(kept.places()));
    }

    boolean knows(String user, String address) {
        return places.contains(new Place(user, address));
    }

    /** Somebody signed in. Written down only if that is new. */
    void add(String user, String address) {
        Place place = new Place(user, address);
        boolean known = places.remove(place);
        places.add(place);
        if (places.size() > AT_MOST) {
            places.remove(places.iterator().next());
        }
        if (!known && user.length() <= LONGEST_NAME) {
            file.ifPresent(this::save);
        }
    }

    private void save(StateFile<Kept> to) {
        try {
            to.write(new Kept(1, new ArrayList<>(places)));
        } catch (IOException e) {
            LOG.warn("Who has signed in from where cannot be remembered: {}", e.toString());
        }
    }

    private record Kept(int format, List<Place> places) {}

    /**
     * Somebody somewhere.
     *
     * @param user in small letters
     * @param address as {@link Throttle} counts it
     */
    private record Place(String user, String address) {}
}
