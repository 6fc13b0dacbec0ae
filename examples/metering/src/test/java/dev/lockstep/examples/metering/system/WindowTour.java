package dev.lockstep.examples.metering.system;

import dev.lockstep.examples.metering.workstation.Main;
import java.awt.Component;
import java.awt.Container;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.Window;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.imageio.ImageIO;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;

/**
 * Sits before the workstation's window as a person does: types, presses, reads, and takes pictures.
 *
 * <p>It is a program, because the display has to be known before a process starts: {@code pictures port arguments...}.
 * What it reads goes to its output, where {@code WindowIT} compares it.
 */
public final class WindowTour {
    private final Path pictures;
    private final String prefix;

    private WindowTour(Path pictures, String prefix) {
        this.pictures = pictures;
        this.prefix = prefix;
    }

    public static void main(String[] arguments) throws Exception {
        String[] rest = Arrays.copyOfRange(arguments, 3, arguments.length);
        Main.main(rest);
        try {
            new WindowTour(Path.of(arguments[0]), arguments[1]).walk(arguments[2]);
            System.out.println("tour finished");
            System.exit(0);
        } catch (Exception | AssertionError e) {
            // The window's own threads would keep the program running.
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void walk(String goodPort) throws Exception {
        Await.until("the login window", () -> find("sign-in").isPresent());
        tell("title", ((JFrame) Window.getWindows()[0]).getTitle());
        tell("default port", text("port"));
        picture("login");
        type("address", "not a host");
        press();
        tell("bad address", text("message"));
        type("address", "127.0.0.1");
        type("port", "70000");
        press();
        tell("bad port", text("message"));
        picture("bad-port");
        type("port", goodPort);
        type("user", "");
        press();
        tell("no user", text("message"));
        type("user", "operator");
        press();
        Await.until("the readings", () -> rows() > 0);
        tell("agent", text("agent"));
        tell("note", text("note"));
        tell("columns", columns());
        picture("readings");
    }

    private static void tell(String what, String text) {
        System.out.println(what + ": " + text.replace('\n', ' '));
    }

    private static void type(String name, String text) throws Exception {
        onEventThread(() -> {
            ((JTextField) find(name).orElseThrow()).setText(text);
            return text;
        });
    }

    private static void press() throws Exception {
        onEventThread(() -> {
            ((JButton) find("sign-in").orElseThrow()).doClick();
            return "";
        });
    }

    private static String text(String name) throws Exception {
        return onEventThread(() -> {
            Component component = find(name).orElseThrow();
            if (component instanceof JLabel label) {
                return label.getText();
            }
            return component instanceof JTextArea area ? area.getText() : ((JTextField) component).getText();
        });
    }

    private static int rows() throws Exception {
        return onEventThread(() ->
                find("readings").map(table -> ((JTable) table).getRowCount()).orElse(0));
    }

    private static String columns() throws Exception {
        return onEventThread(() -> {
            JTable table = (JTable) find("readings").orElseThrow();
            StringBuilder names = new StringBuilder();
            for (int column = 0; column < table.getColumnCount(); column++) {
                names.append('[').append(table.getColumnName(column)).append(']');
            }
            return names.toString();
        });
    }

    private void picture(String name) throws Exception {
        Robot robot = new Robot();
        robot.waitForIdle();
        // The event queue is empty; the X server paints on its own and is given the same time everywhere.
        robot.delay(300);
        Rectangle screen = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
        Path file = pictures.resolve(prefix + "-" + name + ".png");
        if (!ImageIO.write(
                robot.createScreenCapture(screen.intersection(Window.getWindows()[0].getBounds())),
                "png",
                file.toFile())) {
            throw new IllegalStateException("No writer for PNG.");
        }
    }

    private static <T> T onEventThread(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        SwingUtilities.invokeAndWait(task);
        return task.get();
    }

    private static Optional<Component> find(String name) {
        for (Window window : Window.getWindows()) {
            Optional<Component> found = find(window, name);
            if (found.isPresent() && window.isShowing()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Component> find(Container parent, String name) {
        for (Component child : parent.getComponents()) {
            if (name.equals(child.getName())) {
                return Optional.of(child);
            }
            if (child instanceof Container container) {
                Optional<Component> found = find(container, name);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
