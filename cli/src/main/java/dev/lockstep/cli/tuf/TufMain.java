package dev.lockstep.cli.tuf;

import dev.lockstep.core.problem.Redaction;
import dev.lockstep.core.tuf.DirectoryMetadataStore;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.TufUpdater;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Follows a TUF repository from the command line, as the conformance suite of The Update Framework asks for it.
 *
 * <p>The exit status is 0 if everything asked for was done, and 1 if anything was not.
 */
@Command(
        name = "lockstep-tuf",
        mixinStandardHelpOptions = true,
        description = "Verifies the metadata of a TUF repository and downloads targets that it vouches for.")
final class TufMain {
    @Option(names = "--metadata-dir", required = true, description = "where trusted metadata is kept")
    private Path metadataFolder;

    @Option(
            names = "--metadata-url",
            converter = Address.class,
            description = "where the repository's metadata is served")
    private Optional<URI> metadataUrl = Optional.empty();

    @Option(names = "--target-name", description = "a target to download; can be given several times")
    private List<String> targetNames = List.of();

    @Option(names = "--target-dir", description = "where verified targets are put")
    private Optional<Path> targetFolder = Optional.empty();

    @Option(
            names = "--target-base-url",
            converter = Address.class,
            description = "where the repository's targets are served")
    private Optional<URI> targetUrl = Optional.empty();

    @Spec
    private CommandSpec spec;

    /** Runs the program. */
    public static void main(String[] arguments) {
        Charset terminal = Charset.defaultCharset();
        System.exit(run(
                new PrintWriter(System.out, true, terminal), new PrintWriter(System.err, true, terminal), arguments));
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine = new CommandLine(new TufMain());
        commandLine.setOut(out);
        commandLine.setErr(err);
        commandLine.setExecutionExceptionHandler((failure, line, parsed) -> {
            err.println(describe(failure));
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine.execute(arguments) == CommandLine.ExitCode.OK ? 0 : 1;
    }

    private static String describe(Exception failure) {
        String code = failure instanceof TufException refusal ? " [" + refusal.code() + "]" : "";
        return "lockstep-tuf: " + failure.getMessage() + code;
    }

    @Command(name = "init", description = "Begins with a root that is trusted for other reasons.")
    int init(@Parameters(paramLabel = "ROOT", description = "the root's file") Path root) throws IOException {
        byte[] bytes = Files.readAllBytes(root);
        long version = SignedMetadata.parse(bytes, MetadataType.ROOT).signed().version();
        new DirectoryMetadataStore(metadataFolder).write("root", version, bytes);
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "refresh", description = "Brings the metadata up to date.")
    int refresh() throws IOException, TufException {
        updater().refresh();
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "download", description = "Brings the metadata up to date and downloads targets.")
    int download() throws IOException, TufException {
        TargetFolder targets =
                new TargetFolder(files(targetUrl, "--target-base-url"), required(targetFolder, "--target-dir"));
        TufUpdater updater = updater();
        updater.refresh();
        for (String name : targetNames) {
            Optional<TargetFile> target = updater.find(name);
            if (target.isEmpty()) {
                spec.commandLine().getErr().println("lockstep-tuf: the repository vouches for no target " + name);
                return CommandLine.ExitCode.SOFTWARE;
            }
            targets.fetch(target.get(), updater.consistentSnapshot());
        }
        return CommandLine.ExitCode.OK;
    }

    /** An address that is none is told without what could be a password in it. */
    static final class Address implements ITypeConverter<URI> {
        @Override
        public URI convert(String text) {
            try {
                URI address = URI.create(text);
                if (address.getHost() != null && address.getUserInfo() == null) {
                    return address;
                }
            } catch (IllegalArgumentException e) {
                throw unusable(text);
            }
            throw unusable(text);
        }

        private static TypeConversionException unusable(String text) {
            return new TypeConversionException("\"" + Redaction.of(text) + "\" is no address without a user");
        }
    }

    private HttpFiles files(Optional<URI> url, String option) {
        return new HttpFiles(required(url, option), HttpFiles.USUAL);
    }

    private TufUpdater updater() {
        HttpFiles files = files(metadataUrl, "--metadata-url");
        return TufUpdater.builder()
                .fetcher(files::fetch)
                .store(new DirectoryMetadataStore(metadataFolder))
                .build();
    }

    private <T> T required(Optional<T> option, String name) {
        return option.orElseThrow(() -> new ParameterException(spec.commandLine(), name + " is needed"));
    }
}
