package dev.lockstep.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands have in common. */
abstract class Subcommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Spec
    private CommandSpec spec;

    private final Surroundings surroundings;

    Subcommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Common options() {
        return common;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Screen screen() {
        return new Screen(surroundings, common.json);
    }

    /** The command was not called as it has to be. */
    ParameterException misuse(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
