package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Fields;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.Font;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.SwingConstants;
import javax.swing.table.DefaultTableCellRenderer;
import javax.swing.table.DefaultTableModel;

/** The table of the latest readings, with what there is to know about server and updates. Event thread only. */
final class ReadingsPanel extends JPanel {
    private static final List<ReadingColumn> COLUMNS = List.of(ReadingColumn.values());

    private final transient Texts texts;
    private final DefaultTableModel model = new DefaultTableModel() {
        @Override
        public boolean isCellEditable(int row, int column) {
            return false;
        }
    };
    private final JLabel agent = Palette.label("", 12f, Font.PLAIN, Palette.SOFT_INK);
    private final JLabel note = Palette.label("", 12f, Font.BOLD, Palette.NOTE);
    private final JLabel state = Palette.label(" ", 12f, Font.PLAIN, Palette.SOFT_INK);

    ReadingsPanel(Texts texts) {
        super(new BorderLayout(0, 10));
        this.texts = texts;
        for (ReadingColumn column : COLUMNS) {
            model.addColumn(texts.of("column." + column.name().toLowerCase(Locale.ROOT)));
        }
        agent.setName("agent");
        note.setName("note");
        state.setName("state");
        setBackground(Palette.PAPER);
        setBorder(Palette.padding(16, 20));
        add(top(), BorderLayout.NORTH);
        add(table(), BorderLayout.CENTER);
        add(state, BorderLayout.SOUTH);
    }

    void admitted(SignIn.Admitted admitted) {
        agent.setText(admitted.agentLine());
        note.setText(admitted.note());
        note.setVisible(!admitted.note().isEmpty());
    }

    void fill(List<Fields> readings) {
        try {
            model.setRowCount(0);
            for (Fields reading : readings) {
                List<Object> row = new ArrayList<>();
                for (ReadingColumn column : COLUMNS) {
                    row.add(column.text(reading, texts));
                }
                model.addRow(row.toArray());
            }
            String time = DateTimeFormatter.ofLocalizedTime(FormatStyle.MEDIUM)
                    .withLocale(texts.locale())
                    .format(LocalTime.now(ZoneId.systemDefault()));
            say(texts.of("readings.updated", time), Palette.SOFT_INK);
        } catch (BadInput e) {
            say(e.getMessage(), Palette.PROBLEM);
        }
    }

    void away() {
        say(texts.of("readings.lost"), Palette.PROBLEM);
    }

    private void say(String text, Color colour) {
        state.setForeground(colour);
        state.setText(text);
    }

    private JPanel top() {
        JPanel panel = new JPanel();
        panel.setLayout(new BoxLayout(panel, BoxLayout.PAGE_AXIS));
        panel.setOpaque(false);
        panel.add(Palette.label(texts.of("readings.heading"), 15f, Font.BOLD, Palette.INK));
        panel.add(Box.createVerticalStrut(4));
        panel.add(agent);
        panel.add(note);
        return panel;
    }

    private JScrollPane table() {
        JTable table = new JTable(model);
        table.setName("readings");
        table.setRowHeight(26);
        table.setFillsViewportHeight(true);
        table.setShowGrid(false);
        table.setDefaultRenderer(Object.class, new Striped());
        table.getTableHeader().setReorderingAllowed(false);
        for (ReadingColumn column : COLUMNS) {
            int width = column == ReadingColumn.TIME ? 190 : 110;
            table.getColumnModel().getColumn(COLUMNS.indexOf(column)).setPreferredWidth(width);
        }
        JScrollPane scroll = new JScrollPane(table);
        scroll.setBorder(BorderFactory.createLineBorder(Palette.LINE));
        return scroll;
    }

    /** Every second row tinted, numbers to the right. */
    private static final class Striped extends DefaultTableCellRenderer {
        @Override
        public Component getTableCellRendererComponent(
                JTable table, Object value, boolean selected, boolean focused, int row, int column) {
            super.getTableCellRendererComponent(table, value, selected, false, row, column);
            ReadingColumn kind = COLUMNS.get(table.convertColumnIndexToModel(column));
            boolean number = kind == ReadingColumn.SEQUENCE || kind == ReadingColumn.KWH;
            setHorizontalAlignment(number ? SwingConstants.RIGHT : SwingConstants.LEFT);
            setBorder(Palette.padding(0, 10));
            if (!selected) {
                setBackground(row % 2 == 0 ? Color.WHITE : Palette.STRIPE);
            }
            return this;
        }
    }
}
