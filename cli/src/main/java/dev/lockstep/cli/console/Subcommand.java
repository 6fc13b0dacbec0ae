package dev.lockstep.cli.console;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands have in common. */
@Command(mixinStandardHelpOptions = true, versionProvider = ProgramVersion.class)
public abstract class Subcommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Spec
    private CommandSpec spec;

    private final Environment environment;

    public Subcommand(Environment environment) {
        this.environment = environment;
    }

    Common options() {
        return common;
    }

    protected Environment environment() {
        return environment;
    }

    protected Screen screen() {
        return new Screen(environment, common.json);
    }

    /** The command line is wrong. */
    protected ParameterException misuse(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
