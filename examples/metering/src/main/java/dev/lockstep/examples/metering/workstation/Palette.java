package dev.lockstep.examples.metering.workstation;

import java.awt.Color;
import java.awt.Font;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.border.Border;

/** The few colours and sizes of the window, in one place. */
final class Palette {
    static final Color HEADER = new Color(0x17, 0x3F, 0x5F);
    static final Color ON_HEADER = Color.WHITE;
    static final Color ON_HEADER_SOFT = new Color(0xC9, 0xD8, 0xE4);
    static final Color PAPER = new Color(0xFA, 0xFB, 0xFC);
    static final Color STRIPE = new Color(0xF0, 0xF4, 0xF7);
    static final Color LINE = new Color(0xD5, 0xDC, 0xE2);
    static final Color INK = new Color(0x22, 0x2B, 0x33);
    static final Color SOFT_INK = new Color(0x5A, 0x67, 0x72);
    static final Color PROBLEM = new Color(0xA3, 0x1D, 0x1D);
    static final Color NOTE = new Color(0x8A, 0x5A, 0x00);

    private Palette() {}

    static JLabel label(String text, float size, int style, Color colour) {
        JLabel label = new JLabel(text);
        label.setFont(label.getFont().deriveFont(style, size));
        label.setForeground(colour);
        return label;
    }

    static JLabel label(String text) {
        return label(text, 13f, Font.PLAIN, INK);
    }

    static Border padding(int vertical, int horizontal) {
        return BorderFactory.createEmptyBorder(vertical, horizontal, vertical, horizontal);
    }
}
