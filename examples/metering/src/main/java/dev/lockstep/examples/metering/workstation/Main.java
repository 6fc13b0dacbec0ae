package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.Arguments;
import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.ControlPort;
import dev.lockstep.examples.metering.common.HttpCalls;
import dev.lockstep.examples.metering.common.Program;
import dev.lockstep.examples.metering.common.ReleaseVersion;
import dev.lockstep.examples.metering.common.Settings;
import dev.lockstep.examples.metering.common.SettingsFile;
import java.awt.AWTError;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Starts the workstation: with its login window, or without one where {@code --unattended} or the configuration file says
 * so.
 */
public final class Main {
    private static final Duration CALL = Duration.ofSeconds(3);
    private static final Logger LOG = System.getLogger(Main.class.getName());

    private Main() {}

    public static void main(String[] line) {
        Program.run(
                Main.class,
                () -> new Arguments(line, WorkstationSettings.VALUED, WorkstationSettings.FLAGS),
                Main::start);
    }

    private static AutoCloseable start(Arguments arguments) throws BadInput, IOException {
        Path file = Path.of(arguments.text("config").orElse("workstation.ini"));
        WorkstationSettings settings =
                WorkstationSettings.of(arguments, Files.exists(file) ? SettingsFile.read(file) : Settings.none(file));
        String version = ReleaseVersion.of(Main.class);
        Texts texts = new Texts(settings.locale());
        HttpCalls http = new HttpCalls(CALL);
        MeteringCalls server = new MeteringCalls(http, settings.applicationPort());
        KnownServers known = new KnownServers(settings.data().resolve("servers.txt"), settings.servers());
        SignIn signIn = new SignIn(new LocalAgent(settings.agent(), http, texts), server, known, texts, version);
        Workstation workstation = new Workstation(signIn, server, version);
        ControlPort control = new ControlPort(settings.controlPort(), workstation);
        System.out.println("control port " + control.port());
        if (settings.unattended()) {
            unattended(settings, workstation, texts);
        } else {
            window(settings, workstation, known, texts);
        }
        return () -> {
            workstation.close();
            control.close();
        };
    }

    private static void window(WorkstationSettings settings, Workstation workstation, KnownServers known, Texts texts)
            throws BadInput {
        requireDisplay();
        WorkstationWindow.open(workstation, known, texts, settings.form());
    }

    private static void requireDisplay() throws BadInput {
        if (GraphicsEnvironment.isHeadless()) {
            throw new BadInput(
                    "workstation.no-display",
                    "There is no display here: start with --unattended, or set Unattended=true in section Login of the"
                            + " configuration file.");
        }
        try {
            GraphicsEnvironment.getLocalGraphicsEnvironment().getDefaultScreenDevice();
        } catch (AWTError e) {
            throw new BadInput("workstation.no-display", "The display cannot be opened: " + e.getMessage());
        }
    }

    private static void unattended(WorkstationSettings settings, Workstation workstation, Texts texts) throws BadInput {
        LoginForm.Outcome outcome = settings.form().check();
        if (outcome instanceof LoginForm.Refused refused) {
            throw new BadInput("workstation." + refused.field(), texts.of(refused.textKey()));
        }
        Login login = ((LoginForm.Accepted) outcome).login();
        workstation.signInUntilAdmitted(login, Main::log);
    }

    private static void log(Workstation.Event event) {
        if (event instanceof Workstation.SignedIn signedIn) {
            String result = signedIn.outcome() instanceof SignIn.NotAdmitted refused ? refused.reason() : "Logged in.";
            LOG.log(Level.INFO, "{0} {1}", result, signedIn.outcome().agentLine());
        } else if (event instanceof Workstation.Away away) {
            LOG.log(Level.DEBUG, "The server does not answer: {0}", away.reason());
        }
    }
}
