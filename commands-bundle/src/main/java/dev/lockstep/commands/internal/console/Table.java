package dev.lockstep.commands.internal.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for people, or lines with tabs for programs. At a terminal no line is longer than it is wide, and nothing is left out: cells are
 * broken between words, and where the columns do not fit beside each other, each row becomes a block of lines. Without a terminal a row
 * is one line, however long.
 */
public final class Table {
    private final Dialogue dialogue;
    private final String[] columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param columns keys of the texts of the headings
     */
    public Table(Dialogue dialogue, String... columns) {
        this.dialogue = dialogue;
        this.columns = columns.clone();
    }

    public void row(String... cells) {
        if (cells.length != columns.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.length + " columns");
        }
        rows.add(List.of(cells));
    }

    /** A row of two cells. */
    public void line(String headingKey, String value) {
        row(dialogue.texts().get(headingKey), value);
    }

    /**
     * Prints everything.
     *
     * @param noFormat one line for each row, without headings, cells separated by tabs
     */
    public void print(boolean noFormat) {
        dialogue.printTo(out -> (noFormat ? tabbed() : formatted()).forEach(out::println));
    }

    private List<String> tabbed() {
        return rows.stream()
                .map(row -> String.join("\t", row.stream().map(Table::oneLine).toList()))
                .toList();
    }

    private List<String> formatted() {
        List<String> headings =
                Arrays.stream(columns).map(dialogue.texts()::get).toList();
        List<List<String>> cells = rows.stream()
                .map(row -> row.stream().map(Dialogue::printable).toList())
                .toList();
        List<String> lines = new ArrayList<>(
                new TableLayout(headings, cells).lines(dialogue.width().orElse(Integer.MAX_VALUE)));
        if (rows.isEmpty()) {
            lines.add(dialogue.texts().get("table.empty"));
        }
        return lines;
    }

    private static String oneLine(String cell) {
        return Dialogue.printable(cell).replace('\n', ' ').strip();
    }
}
