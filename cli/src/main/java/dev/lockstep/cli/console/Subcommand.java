package dev.lockstep.cli.console;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands have in common. */
public abstract class Subcommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Spec
    private CommandSpec spec;

    private final Surroundings surroundings;

    public Subcommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Common options() {
        return common;
    }

    protected Surroundings surroundings() {
        return surroundings;
    }

    protected Screen screen() {
        return new Screen(surroundings, common.json);
    }

    /** The command line is wrong. */
    protected ParameterException misuse(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
