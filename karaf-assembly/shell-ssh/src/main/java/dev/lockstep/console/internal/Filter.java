package dev.lockstep.console.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Something that lines go through on their way to the person: a program of that name, as far as it touches no file. */
abstract class Filter {
    private static final int MOST_LINES = 10_000;

    /** Takes a line, and passes on what comes of it. */
    abstract void line(String line, Consumer<String> next);

    /** There are no more lines. */
    void end(Consumer<String> next) {}

    /**
     * Makes a filter.
     *
     * @param words its name, and what stands after it
     * @param pause asks whether to go on, when a page is full; it is empty where nobody can answer
     */
    static Filter of(List<String> words, Pause pause) throws Refused {
        List<String> options = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "grep" -> grep(options);
            case "head" -> new Head(lines("head", options));
            case "tail" -> new Tail(lines("tail", options));
            case "wc" -> {
                none("wc", options.equals(List.of("-l")) ? List.of() : options);
                yield new Count();
            }
            case "more" -> {
                none("more", options);
                yield new More(pause);
            }
            default -> throw new Refused("filter.unknown", words.get(0));
        };
    }

    private static void none(String name, List<String> options) throws Refused {
        if (!options.isEmpty()) {
            throw new Refused("filter.nothing", name);
        }
    }

    private static int lines(String name, List<String> options) throws Refused {
        if (options.isEmpty()) {
            return 10;
        }
        String number = options.size() == 2 && options.get(0).equals("-n")
                ? options.get(1)
                : options.get(0).replaceFirst("^-n?", "");
        if (options.size() > 2 || !number.matches("[0-9]{1,5}") || Integer.parseInt(number) > MOST_LINES) {
            throw new Refused("filter.lines", name, MOST_LINES);
        }
        return Integer.parseInt(number);
    }

    private static Filter grep(List<String> options) throws Refused {
        boolean anyCase = false;
        boolean without = false;
        boolean count = false;
        for (int at = 0; at < options.size(); at++) {
            String word = options.get(at);
            boolean last = at == options.size() - 1;
            if (last) {
                return new Grep(word, anyCase, without, count);
            }
            if (!word.matches("-[ivc]+")) {
                break;
            }
            anyCase |= word.indexOf('i') > 0;
            without |= word.indexOf('v') > 0;
            count |= word.indexOf('c') > 0;
        }
        throw new Refused("filter.grep");
    }

    /** What happens when a page is full. */
    interface Pause {
        /** How many lines fit; 0 where nobody can answer. */
        int height();

        /** Whether the person wants to see more. */
        boolean goesOn();
    }

    private static final class Grep extends Filter {
        private final String text;
        private final boolean anyCase;
        private final boolean without;
        private final boolean count;
        private int found;

        /** The text is found as it stands: an expression could keep a processor busy for ever. */
        Grep(String text, boolean anyCase, boolean without, boolean count) {
            this.text = anyCase ? text.toLowerCase(Locale.ROOT) : text;
            this.anyCase = anyCase;
            this.without = without;
            this.count = count;
        }

        @Override
        void line(String line, Consumer<String> next) {
            boolean there = (anyCase ? line.toLowerCase(Locale.ROOT) : line).contains(text);
            if (there == without) {
                return;
            }
            found++;
            if (!count) {
                next.accept(line);
            }
        }

        @Override
        void end(Consumer<String> next) {
            if (count) {
                next.accept(Integer.toString(found));
            }
        }
    }

    private static final class Head extends Filter {
        private int left;

        Head(int lines) {
            this.left = lines;
        }

        @Override
        void line(String line, Consumer<String> next) {
            if (left > 0) {
                left--;
                next.accept(line);
            }
        }
    }

    private static final class Tail extends Filter {
        private final Deque<String> last = new ArrayDeque<>();
        private final int lines;

        Tail(int lines) {
            this.lines = lines;
        }

        @Override
        void line(String line, Consumer<String> next) {
            last.add(line);
            if (last.size() > lines) {
                last.remove();
            }
        }

        @Override
        void end(Consumer<String> next) {
            last.forEach(next);
        }
    }

    private static final class Count extends Filter {
        private int lines;

        @Override
        void line(String line, Consumer<String> next) {
            lines++;
        }

        @Override
        void end(Consumer<String> next) {
            next.accept(Integer.toString(lines));
        }
    }

    private static final class More extends Filter {
        private final Pause pause;
        private int shown;
        private boolean over;

        More(Pause pause) {
            this.pause = pause;
        }

        @Override
        void line(String line, Consumer<String> next) {
            if (over) {
                return;
            }
            int height = pause.height();
            if (height > 1 && shown == height - 1) {
                over = !pause.goesOn();
                shown = 0;
            }
            if (!over) {
                shown++;
                next.accept(line);
            }
        }
    }
}
