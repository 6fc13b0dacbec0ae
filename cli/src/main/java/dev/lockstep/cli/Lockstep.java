package dev.lockstep.cli;

import dev.lockstep.cli.audit.VerifyAuditCommand;
import dev.lockstep.cli.change.DelegateCommand;
import dev.lockstep.cli.change.InitRepositoryCommand;
import dev.lockstep.cli.change.MergeCommand;
import dev.lockstep.cli.change.RenewCommand;
import dev.lockstep.cli.change.RevokeDelegationCommand;
import dev.lockstep.cli.change.RevokeKeyCommand;
import dev.lockstep.cli.change.RotateCommand;
import dev.lockstep.cli.change.SignCommand;
import dev.lockstep.cli.change.SubmitCommand;
import dev.lockstep.cli.change.TimestampCommand;
import dev.lockstep.cli.change.WithdrawCommand;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.FailureReport;
import dev.lockstep.cli.console.ProgramVersion;
import dev.lockstep.cli.keys.GenKeyCommand;
import dev.lockstep.cli.keys.PublicKeyCommand;
import dev.lockstep.cli.offline.ExportCommand;
import dev.lockstep.cli.offline.ReadStatusCommand;
import dev.lockstep.cli.publish.PublishCommand;
import dev.lockstep.cli.repository.ListCommand;
import dev.lockstep.cli.repository.StatusCommand;
import dev.lockstep.cli.verify.VerifyCommand;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program with its commands; no process is ended here, so that it can be run within another. */
public final class Lockstep {
    private final Environment environment;

    /** With what it works on. */
    public Lockstep(Environment environment) {
        this.environment = environment;
    }

    /** Runs one command and returns its exit status: 0 success, 1 failure, 2 wrong usage. */
    public int run(String... arguments) {
        CommandLine program = new CommandLine(new Program())
                .addSubcommand(new InitRepositoryCommand(environment))
                .addSubcommand(new PublishCommand(environment))
                .addSubcommand(new WithdrawCommand(environment))
                .addSubcommand(new TimestampCommand(environment))
                .addSubcommand(new RenewCommand(environment))
                .addSubcommand(new GenKeyCommand(environment))
                .addSubcommand(new PublicKeyCommand(environment))
                .addSubcommand(new RotateCommand(environment))
                .addSubcommand(new RevokeKeyCommand(environment))
                .addSubcommand(new DelegateCommand(environment))
                .addSubcommand(new RevokeDelegationCommand(environment))
                .addSubcommand(new SignCommand(environment))
                .addSubcommand(new MergeCommand(environment))
                .addSubcommand(new SubmitCommand(environment))
                .addSubcommand(new StatusCommand(environment))
                .addSubcommand(new VerifyCommand(environment))
                .addSubcommand(new VerifyAuditCommand(environment))
                .addSubcommand(new ListCommand(environment))
                .addSubcommand(new ExportCommand(environment))
                .addSubcommand(new ReadStatusCommand(environment));
        program.registerConverter(Version.class, readable(Version::parse));
        program.registerConverter(VersionRange.class, readable(VersionRange::parse));
        program.setOut(environment.out());
        program.setErr(environment.err());
        program.setUsageHelpAutoWidth(true);
        // A text that begins with @ is a text, and no file to read arguments from in whatever encoding.
        program.setExpandAtFiles(false);
        FailureReport report = new FailureReport(environment);
        program.setExecutionExceptionHandler((failure, command, parsed) -> report.failed(failure, command));
        program.setParameterExceptionHandler(report::misused);
        return program.execute(arguments);
    }

    private static <T> ITypeConverter<T> readable(Function<String, T> reader) {
        return text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    /** The program itself, which only knows its commands. */
    @Command(
            name = "lockstep",
            mixinStandardHelpOptions = true,
            versionProvider = ProgramVersion.class,
            synopsisSubcommandLabel = "COMMAND",
            header =
                    "Publishes releases and modules of a distributed system, signed, into a folder for any web server.",
            footer = {
                "",
                "Start with:",
                "  lockstep init-repository site/updates",
                "  lockstep publish site/updates --release 1.0.0 --component server=build/server",
                "",
                "Each command explains itself: lockstep publish --help"
            })
    static final class Program implements Runnable {
        @Spec
        private CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "Which command? See lockstep --help.");
        }
    }
}
