package dev.lockstep.examples.metering.workstation;

import java.awt.BorderLayout;
import java.awt.Font;
import javax.swing.JPanel;

/** The band at the top: what this is and which version. */
final class Header extends JPanel {
    Header(String title, String version) {
        super(new BorderLayout());
        setBackground(Palette.HEADER);
        setBorder(Palette.padding(14, 20));
        add(Palette.label(title, 18f, Font.BOLD, Palette.ON_HEADER), BorderLayout.WEST);
        add(Palette.label(version, 12f, Font.PLAIN, Palette.ON_HEADER_SOFT), BorderLayout.EAST);
    }
}
