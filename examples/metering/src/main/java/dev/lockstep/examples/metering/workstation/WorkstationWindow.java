package dev.lockstep.examples.metering.workstation;

import java.awt.BorderLayout;
import java.awt.CardLayout;
import java.awt.Dimension;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;
import javax.swing.UnsupportedLookAndFeelException;
import javax.swing.WindowConstants;

/** The one window of the workstation: first the login, then the readings. Event thread only, but for {@link #open}. */
final class WorkstationWindow {
    private static final String LOGIN = "login";
    private static final String READINGS = "readings";

    private final Workstation workstation;
    private final KnownServers known;
    private final Texts texts;
    private final JFrame frame;
    private final CardLayout cards = new CardLayout();
    private final JPanel pages = new JPanel(cards);
    private final LoginPanel login;
    private final ReadingsPanel readings;

    private WorkstationWindow(Workstation workstation, KnownServers known, Texts texts, LoginForm form) {
        this.workstation = workstation;
        this.known = known;
        this.texts = texts;
        frame = new JFrame(texts.of("title"));
        login = new LoginPanel(texts, form, this::signIn);
        readings = new ReadingsPanel(texts);
    }

    /** Opens the window from any thread. Closing it ends the program. */
    static void open(Workstation workstation, KnownServers known, Texts texts, LoginForm form) {
        SwingUtilities.invokeLater(() -> {
            lookAndFeel();
            new WorkstationWindow(workstation, known, texts, form).show();
        });
    }

    private void show() {
        login.known(known.list());
        pages.add(login, LOGIN);
        pages.add(readings, READINGS);
        frame.add(new Header(texts.of("title"), texts.of("version", workstation.version())), BorderLayout.NORTH);
        frame.add(pages, BorderLayout.CENTER);
        frame.getRootPane().setDefaultButton(login.defaultButton());
        frame.setDefaultCloseOperation(WindowConstants.EXIT_ON_CLOSE);
        frame.setMinimumSize(new Dimension(720, 460));
        frame.pack();
        frame.setLocationByPlatform(true);
        frame.setVisible(true);
    }

    private void signIn(LoginForm form) {
        LoginForm.Outcome outcome = form.check();
        if (outcome instanceof LoginForm.Refused refused) {
            login.refuse(refused);
        } else if (outcome instanceof LoginForm.Accepted accepted) {
            login.busy(accepted.login().server());
            workstation.signIn(accepted.login(), event -> SwingUtilities.invokeLater(() -> on(event)));
        }
    }

    private void on(Workstation.Event event) {
        if (event instanceof Workstation.SignedIn signedIn) {
            signedIn(signedIn.outcome());
        } else if (event instanceof Workstation.Fresh fresh) {
            readings.fill(fresh.readings());
        } else if (event instanceof Workstation.Away) {
            readings.away();
        }
    }

    private void signedIn(SignIn.Outcome outcome) {
        login.known(known.list());
        if (outcome instanceof SignIn.NotAdmitted refused) {
            login.failed(refused.reason() + "\n\n" + refused.agentLine());
        } else if (outcome instanceof SignIn.Admitted admitted) {
            readings.admitted(admitted);
            frame.setTitle(texts.of("title") + " - " + admitted.login().server().host());
            cards.show(pages, READINGS);
        }
    }

    private static void lookAndFeel() {
        try {
            UIManager.setLookAndFeel("javax.swing.plaf.nimbus.NimbusLookAndFeel");
        } catch (ReflectiveOperationException | UnsupportedLookAndFeelException e) {
            System.getLogger(WorkstationWindow.class.getName())
                    .log(System.Logger.Level.WARNING, "The plain look is used: {0}", e.toString());
        }
    }
}
