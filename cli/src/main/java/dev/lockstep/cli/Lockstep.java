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
import dev.lockstep.cli.console.FailureReport;
import dev.lockstep.cli.console.ProgramVersion;
import dev.lockstep.cli.console.Surroundings;
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
    private final Surroundings surroundings;

    Lockstep(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs one command and returns its exit status: 0 success, 1 failure, 2 wrong usage. */
    int run(String... arguments) {
        CommandLine program = new CommandLine(new Program())
                .addSubcommand(new InitRepositoryCommand(surroundings))
                .addSubcommand(new PublishCommand(surroundings))
                .addSubcommand(new TimestampCommand(surroundings))
                .addSubcommand(new RenewCommand(surroundings))
                .addSubcommand(new GenKeyCommand(surroundings))
                .addSubcommand(new PublicKeyCommand(surroundings))
                .addSubcommand(new RotateCommand(surroundings))
                .addSubcommand(new RevokeKeyCommand(surroundings))
                .addSubcommand(new DelegateCommand(surroundings))
                .addSubcommand(new RevokeDelegationCommand(surroundings))
                .addSubcommand(new SignCommand(surroundings))
                .addSubcommand(new MergeCommand(surroundings))
                .addSubcommand(new SubmitCommand(surroundings))
                .addSubcommand(new StatusCommand(surroundings))
                .addSubcommand(new VerifyCommand(surroundings))
                .addSubcommand(new VerifyAuditCommand(surroundings))
                .addSubcommand(new ListCommand(surroundings))
                .addSubcommand(new ExportCommand(surroundings))
                .addSubcommand(new ReadStatusCommand(surroundings));
        program.registerConverter(Version.class, readable(Version::parse));
        program.registerConverter(VersionRange.class, readable(VersionRange::parse));
        program.setOut(surroundings.out());
        program.setErr(surroundings.err());
        program.setUsageHelpAutoWidth(true);
        FailureReport report = new FailureReport(surroundings);
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
