package dev.lockstep.commands.internal.computers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.commands.internal.console.TestSession;
import dev.lockstep.core.node.KnownComputers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class ForgetCommandTest {
    private final Computers computers = new Computers();

    @Test
    void aComputerIsForgottenByItsName() throws Exception {
        assertThat(said("north", false)).startsWith("north (id-1), last seen ").endsWith("it is listed again.\n");
        assertThat(computers.known).extracting(KnownComputers.Known::id).containsExactly("id-2", "id-3");
    }

    @Test
    void ofTwoWithOneNameTheIdSaysWhich() throws Exception {
        assertThat(catchThrowableOfType(CommandException.class, () -> said("south", false)))
                .hasMessageMatching(
                        "2 computers have the name \"south\"\\. Name one by its id: id-2 \\(.*\\), id-3 \\(.*\\)");
        assertThat(said("id-3", false)).startsWith("south (id-3)");
        assertThat(computers.known).extracting(KnownComputers.Known::id).containsExactly("id-1", "id-2");
    }

    @Test
    void whoIsNotKnownIsNotForgottenAndASimulationForgetsNobody() throws Exception {
        assertThat(catchThrowableOfType(CommandException.class, () -> said("west", false)))
                .hasMessage("No computer \"west\" is known here. lockstep:computers lists them.");
        assertThat(said("north", true)).endsWith("would be forgotten. Nothing was changed.\n");
        assertThat(computers.known).hasSize(3);
    }

    private String said(String computer, boolean simulate) throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new ForgetCommand());
        command.computers = computers;
        command.computer = computer;
        command.simulate = simulate;
        command.execute();
        return session.printed();
    }

    private static final class Computers implements KnownComputers {
        private final List<Known> known = new ArrayList<>(List.of(
                new Known("id-1", "north", Instant.EPOCH, Optional.empty()),
                new Known("id-2", "south", Instant.EPOCH, Optional.empty()),
                new Known("id-3", "south", Instant.EPOCH, Optional.empty())));

        @Override
        public List<Known> known() {
            return List.copyOf(known);
        }

        @Override
        public boolean forget(String id) {
            return known.removeIf(computer -> computer.id().equals(id));
        }
    }
}
