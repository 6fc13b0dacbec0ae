package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.Endpoint;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.DefaultListModel;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.ListSelectionModel;

/** The login: known servers on the left, the form on the right, and what went wrong below it. Event thread only. */
final class LoginPanel extends JPanel {
    private final transient Texts texts;
    private final JTextField address = new JTextField(18);
    private final JTextField port = new JTextField(6);
    private final JTextField user = new JTextField(18);
    private final JCheckBox updates;
    private final JButton button;
    private final JTextArea message = new JTextArea(4, 30);
    private final DefaultListModel<Endpoint> known = new DefaultListModel<>();
    private final JList<Endpoint> servers = new JList<>(known);

    LoginPanel(Texts texts, LoginForm form, Consumer<LoginForm> onSignIn) {
        super(new BorderLayout());
        this.texts = texts;
        updates = new JCheckBox(texts.of("login.updates"), form.useForUpdates());
        button = new JButton(texts.of("login.button"));
        address.setText(form.address());
        port.setText(form.port());
        user.setText(form.user());
        button.addActionListener(event -> onSignIn.accept(form()));
        servers.addListSelectionListener(event -> choose());
        name(address, "address");
        name(port, "port");
        name(user, "user");
        name(updates, "updates");
        name(button, "sign-in");
        name(message, "message");
        name(servers, "servers");
        setBackground(Palette.PAPER);
        add(serverList(), BorderLayout.WEST);
        add(fields(), BorderLayout.CENTER);
    }

    JButton defaultButton() {
        return button;
    }

    void known(List<Endpoint> list) {
        known.clear();
        known.addAll(list);
    }

    /** While an attempt runs, nothing can be changed. */
    void busy(Endpoint server) {
        setUsable(false);
        say(texts.of("login.busy", server), Palette.SOFT_INK);
    }

    /** Shows what is wrong with a field and goes there. */
    void refuse(LoginForm.Refused refused) {
        say(texts.of(refused.textKey()), Palette.PROBLEM);
        JTextField field =
                Map.of("address", address, "port", port, "user", user).get(refused.field());
        field.requestFocusInWindow();
        field.selectAll();
    }

    void failed(String reason) {
        setUsable(true);
        say(reason, Palette.PROBLEM);
    }

    private LoginForm form() {
        return new LoginForm(address.getText(), port.getText(), user.getText(), updates.isSelected());
    }

    private void choose() {
        Endpoint server = servers.getSelectedValue();
        if (server != null) {
            address.setText(server.host());
            port.setText(Integer.toString(server.port()));
        }
    }

    private void setUsable(boolean usable) {
        for (JComponent component : List.of(address, port, user, updates, button, servers)) {
            component.setEnabled(usable);
        }
    }

    private void say(String text, Color colour) {
        message.setForeground(colour);
        message.setText(text);
    }

    private JPanel serverList() {
        JPanel panel = new JPanel(new BorderLayout(0, 8));
        panel.setBackground(Palette.STRIPE);
        panel.setBorder(BorderFactory.createCompoundBorder(
                BorderFactory.createMatteBorder(0, 0, 0, 1, Palette.LINE), Palette.padding(20, 20)));
        panel.add(Palette.label(texts.of("login.known"), 13f, Font.BOLD, Palette.INK), BorderLayout.NORTH);
        servers.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        servers.setFixedCellHeight(26);
        JScrollPane scroll = new JScrollPane(servers);
        scroll.setBorder(BorderFactory.createLineBorder(Palette.LINE));
        scroll.setPreferredSize(new Dimension(190, 200));
        panel.add(scroll, BorderLayout.CENTER);
        return panel;
    }

    private JPanel fields() {
        JPanel panel = new JPanel(new GridBagLayout());
        panel.setOpaque(false);
        panel.setBorder(Palette.padding(20, 28));
        row(panel, 0, Palette.label(texts.of("login.heading"), 15f, Font.BOLD, Palette.INK));
        row(panel, 1, texts.of("login.address"), address);
        row(panel, 2, texts.of("login.port"), port);
        row(panel, 3, texts.of("login.user"), user);
        updates.setOpaque(false);
        GridBagConstraints place = at(1, 4);
        panel.add(updates, place);
        place.gridy = 5;
        place.anchor = GridBagConstraints.LINE_START;
        place.insets = new Insets(12, 0, 12, 0);
        panel.add(button, place);
        message.setEditable(false);
        message.setLineWrap(true);
        message.setWrapStyleWord(true);
        message.setOpaque(false);
        // Nimbus paints the background even of a text area that is not opaque.
        message.setBackground(new Color(0, 0, 0, 0));
        message.setBorder(null);
        message.setFocusable(false);
        GridBagConstraints rest = at(0, 6);
        rest.gridwidth = 2;
        rest.weightx = 1;
        rest.weighty = 1;
        rest.fill = GridBagConstraints.BOTH;
        panel.add(message, rest);
        return panel;
    }

    private static void row(JPanel panel, int row, JComponent heading) {
        GridBagConstraints place = at(0, row);
        place.gridwidth = 2;
        place.insets = new Insets(0, 0, 14, 0);
        panel.add(heading, place);
    }

    private static void row(JPanel panel, int row, String text, JTextField field) {
        var label = Palette.label(text);
        label.setLabelFor(field);
        panel.add(label, at(0, row));
        panel.add(field, at(1, row));
    }

    private static GridBagConstraints at(int column, int row) {
        GridBagConstraints place = new GridBagConstraints();
        place.gridx = column;
        place.gridy = row;
        place.anchor = GridBagConstraints.LINE_START;
        place.insets = new Insets(4, 0, 4, 14);
        return place;
    }

    private static void name(JComponent component, String name) {
        component.setName(name);
    }
}
