package dev.lockstep.commands.internal.console;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.table.Col;
import org.apache.karaf.shell.support.table.ShellTable;

/** A table for people, or lines with tabs for programs. The last column holds long texts and is wrapped. */
public final class Table {
    private static final int NARROWEST = 24;
    private static final int SEPARATOR = " | ".length();

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
        dialogue.printTo(out -> {
            if (noFormat) {
                for (List<String> row : rows) {
                    out.println(
                            String.join("\t", row.stream().map(Table::oneLine).toList()));
                }
            } else {
                formatted().print(out);
            }
        });
    }

    private ShellTable formatted() {
        ShellTable table = new ShellTable();
        int last = columns.length - 1;
        for (int i = 0; i < last; i++) {
            table.column(heading(i));
        }
        Col longest = table.column(heading(last));
        // Not ShellTable's own size(): it fails when the other columns fill the terminal alone.
        dialogue.width()
                .ifPresent(width -> longest.maxSize(Math.max(NARROWEST, width - widthOfOthers()))
                        .wrap());
        for (List<String> row : rows) {
            table.addRow().addContent(row.stream().map(Dialogue::printable).toArray());
        }
        return table.emptyTableText(dialogue.texts().get("table.empty"));
    }

    private String heading(int column) {
        return dialogue.texts().get(columns[column]);
    }

    private int widthOfOthers() {
        int width = 0;
        for (int i = 0; i < columns.length - 1; i++) {
            int column = i;
            int content = rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0);
            width += Math.max(heading(i).length(), content) + SEPARATOR;
        }
        return width;
    }

    private static String oneLine(String cell) {
        return Dialogue.printable(cell).replace('\n', ' ').strip();
    }
}
