package dev.lockstep.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** {@code bin/lockstep}: parses and runs the command. */
final class Main {
    private static final String USAGE = """
            Usage: lockstep COMMAND

              start              start the node in the background, and wait until it is up
              stop               stop it, and wait until it has stopped; the components it looks after go on
              stop --components  stop it and them
              restart            both
              status             say what runs: version, processes, since when; exit code 0 if it runs, 3 if not
              console [COMMAND]  run a command of the node's console, or open the console
              run                run the node in the foreground, as systemd and containers want it
              version            say which version is the current one

            The folder of the installation is the one above bin. LOCKSTEP_JAVA_HOME or JAVA_HOME says which Java to use.
            """;

    /** The commands of the program of the same name for vendors and operators. */
    private static final Set<String> OTHERS = Set.of(
            "init-repository",
            "publish",
            "timestamp",
            "renew",
            "gen-key",
            "public-key",
            "rotate",
            "revoke-key",
            "delegate",
            "revoke-delegation",
            "withdraw",
            "sign",
            "merge",
            "submit",
            "verify",
            "verify-audit",
            "list",
            "export",
            "read-status");

    private Main() {}

    /** Two programs have this name, and the console has commands of its own. */
    static String elsewhere(String command) {
        return OTHERS.contains(command)
                ? "It is one of the program lockstep for vendors and operators, which is an archive of its own (lockstep-cli)."
                : "If it is one of the node's console, it is called as: bin/lockstep console lockstep:" + command;
    }

    /** Runs one command; the process ends with 0 if it did what was asked. */
    public static void main(String[] args) {
        System.exit(new Main().run(List.of(args)));
    }

    private static int stop(Home home, List<String> options) throws IOException, LaunchException, InterruptedException {
        if (!List.of().equals(options) && !List.of("--components").equals(options)) {
            System.err.println("lockstep: stop knows --components and nothing else: " + String.join(" ", options));
            return 2;
        }
        int code = new StopCommand(home, System.out).run();
        if (!options.isEmpty()) {
            new Components(home, System.out).stop();
        }
        return code;
    }

    private int run(List<String> args) {
        String command = args.isEmpty() ? "--help" : args.get(0);
        String folder = System.getProperty("lockstep.home", ".");
        try {
            SystemLocale.ofThisProcess().require("the path of the installation", folder);
            for (String word : args) {
                SystemLocale.ofThisProcess().require("the command line", word);
            }
        } catch (LaunchException e) {
            System.err.println("lockstep: " + e.sentence());
            return 1;
        }
        Home home = new Home(Path.of(folder));
        try {
            return switch (command) {
                case "run" -> new RunCommand(home).run();
                case "start" -> new StartCommand(home, System.out).run();
                case "stop" -> stop(home, args.subList(1, args.size()));
                case "restart" -> {
                    new StopCommand(home, System.out).run();
                    yield new StartCommand(home, System.out).run();
                }
                case "status" -> new StatusCommand(home, System.out).run();
                case "console" -> new ConsoleCommand(home).run(args.subList(1, args.size()));
                case "version" -> new StatusCommand(home, System.out).version();
                case "--help", "-h", "help" -> {
                    System.out.print(USAGE);
                    yield 0;
                }
                default -> {
                    System.err.println("lockstep: there is no command \"" + command + "\". " + elsewhere(command)
                            + "\n\n" + USAGE);
                    yield 2;
                }
            };
        } catch (LaunchException e) {
            System.err.println("lockstep: " + e.sentence());
            return e.code().equals("LS-NODE-STOPPED") ? StatusCommand.NOT_RUNNING : 1;
        } catch (IOException | UncheckedIOException e) {
            System.err.println("lockstep: a file could not be read or written: " + e + " [LS-FILES]");
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
