package dev.lockstep.commands.internal.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where the cells of a table stand, so that no line is longer than the terminal is wide. */
final class TableLayout {
    private static final String SEPARATOR = " | ";
    private static final String CROSSING = "-+-";

    /** A word up to here makes its column wider; a longer one, such as a path, is broken. */
    private static final int LONGEST_WORD = 64;

    /** Room that a value has beside its heading; with less it stands below. */
    private static final int NARROWEST_VALUE = 20;

    private final List<String> headings;
    private final List<List<String>> rows;

    TableLayout(List<String> headings, List<List<String>> rows) {
        this.headings = headings;
        this.rows = rows;
    }

    List<String> lines(int width) {
        return widths(width).map(this::beside).orElseGet(() -> blocks(width));
    }

    /** The columns' widths; empty if they do not fit beside each other. */
    private Optional<List<Integer>> widths(int width) {
        int room = width - SEPARATOR.length() * (headings.size() - 1);
        List<Integer> wished = each(
                column -> cells(column).mapToInt(TableLayout::longestLine).max().orElse(0));
        if (sum(wished) <= room) {
            return Optional.of(wished);
        }
        List<Integer> least = each(
                column -> cells(column).mapToInt(TableLayout::longestWord).max().orElse(0));
        if (sum(least) > room) {
            return Optional.empty();
        }
        // The short columns get what they wish, the long ones share the rest equally.
        List<Integer> widths = least;
        for (int level = 1; ; level++) {
            int share = level;
            List<Integer> wider = each(column -> Math.max(least.get(column), Math.min(wished.get(column), share)));
            if (sum(wider) > room || wider.equals(wished)) {
                return Optional.of(widths);
            }
            widths = wider;
        }
    }

    private List<Integer> each(java.util.function.IntUnaryOperator width) {
        return IntStream.range(0, headings.size()).map(width).boxed().toList();
    }

    private Stream<String> cells(int column) {
        return Stream.concat(Stream.of(headings.get(column)), rows.stream().map(row -> row.get(column)));
    }

    private static int sum(List<Integer> widths) {
        return widths.stream().mapToInt(Integer::intValue).sum();
    }

    private static int longestLine(String cell) {
        return cell.lines().mapToInt(String::length).max().orElse(0);
    }

    private static int longestWord(String cell) {
        int longest =
                Stream.of(cell.split("\\s")).mapToInt(String::length).max().orElse(0);
        // A name below a relay is indented, and its first word has to stand there as a whole.
        int indented = cell.length() - cell.stripLeading().length();
        return Math.min(LONGEST_WORD, longest + indented);
    }

    private List<String> beside(List<Integer> widths) {
        List<String> lines = new ArrayList<>(row(headings, widths));
        lines.add(widths.stream().map("-"::repeat).collect(Collectors.joining(CROSSING)));
        rows.forEach(row -> lines.addAll(row(row, widths)));
        return lines;
    }

    private static List<String> row(List<String> cells, List<Integer> widths) {
        List<List<String>> wrapped = IntStream.range(0, cells.size())
                .mapToObj(column -> Wrapping.within(cells.get(column), Math.max(1, widths.get(column))))
                .toList();
        int height = wrapped.stream().mapToInt(List::size).max().orElse(1);
        return IntStream.range(0, height)
                .mapToObj(line -> IntStream.range(0, cells.size())
                        .mapToObj(column -> padded(
                                line < wrapped.get(column).size()
                                        ? wrapped.get(column).get(line)
                                        : "",
                                widths.get(column)))
                        .collect(Collectors.joining(SEPARATOR))
                        .stripTrailing())
                .toList();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** Each row below the other: its headings and their values. */
    private List<String> blocks(int width) {
        int heading = headings.stream().mapToInt(String::length).max().orElse(0);
        int value = width - heading - SEPARATOR.length();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.add("-".repeat(Math.min(width, heading + SEPARATOR.length() + NARROWEST_VALUE)));
            for (int column = 0; column < headings.size(); column++) {
                if (value >= NARROWEST_VALUE) {
                    lines.addAll(row(List.of(headings.get(column), row.get(column)), List.of(heading, value)));
                } else {
                    lines.addAll(Wrapping.within(headings.get(column) + ":", width));
                    Wrapping.within(row.get(column), width - 2).forEach(line -> lines.add("  " + line));
                }
            }
        }
        return lines;
    }
}
