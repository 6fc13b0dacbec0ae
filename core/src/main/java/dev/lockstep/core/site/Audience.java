package dev.lockstep.core.site;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For whom an assignment is. Each has its own target, whose path says it, and the assignment inside says it again: one that is
 * for others is of no use to whoever replays it (Uptane 2.1, section 5.2.4).
 */
public sealed interface Audience {
    /** The file name of the target of an audience, without hash. */
    String targetName();

    /** Whether a computer is meant. */
    boolean includes(String nodeId);

    /** What a person calls it. */
    String title();

    /** The name of a group or the id of a node: it becomes part of a file name. */
    private static void requireName(String name) {
        if (!Paths.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" cannot be the name of a group or the id of a computer");
        }
    }

    /**
     * What is known of an audience from the path of its target alone; of a group, not its members.
     *
     * @return empty if it is the path of something else
     */
    static Optional<Audience> ofTarget(String targetName, SortedSet<String> members) {
        if (targetName.equals(Paths.EVERYBODY)) {
            return Optional.of(new Everybody());
        }
        Matcher group = Paths.GROUP.matcher(targetName);
        if (group.matches()) {
            return Optional.of(new Group(group.group(1), members));
        }
        Matcher computer = Paths.COMPUTER.matcher(targetName);
        return computer.matches() ? Optional.of(new Computer(computer.group(1))) : Optional.empty();
    }

    /** Every computer that no closer assignment names. */
    record Everybody() implements Audience {
        @Override
        public String targetName() {
            return Paths.EVERYBODY;
        }

        @Override
        public boolean includes(String nodeId) {
            return true;
        }

        @Override
        public String title() {
            return "everybody";
        }
    }

    /**
     * Some computers under one name, such as a pilot group.
     *
     * @param name letters, digits, {@code .}, {@code _} and {@code -}
     * @param members the ids of their nodes
     */
    record Group(String name, SortedSet<String> members) implements Audience {
        public Group {
            requireName(name);
            members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
            members.forEach(Audience::requireName);
        }

        @Override
        public String targetName() {
            return "assignments/groups/" + name + ".json";
        }

        @Override
        public boolean includes(String nodeId) {
            return members.contains(nodeId);
        }

        @Override
        public String title() {
            return "group " + name;
        }
    }

    /**
     * One computer.
     *
     * @param id of its node
     */
    record Computer(String id) implements Audience {
        public Computer {
            requireName(id);
        }

        @Override
        public String targetName() {
            return "assignments/computers/" + id + ".json";
        }

        @Override
        public boolean includes(String nodeId) {
            return id.equals(nodeId);
        }

        @Override
        public String title() {
            return "computer " + id;
        }
    }

    /** The forms of the paths. */
    final class Paths {
        private static final String SYNTAX = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
        private static final Pattern NAME = Pattern.compile(SYNTAX);
        private static final String EVERYBODY = "assignments/all.json";
        private static final Pattern GROUP = Pattern.compile("assignments/groups/(" + SYNTAX + ")\\.json");
        private static final Pattern COMPUTER = Pattern.compile("assignments/computers/(" + SYNTAX + ")\\.json");

        private Paths() {}
    }
}
