package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.signing.repository.Draft;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The step to the next root.
 *
 * @param repository whose root it is
 * @param plan who is to sign from then on
 */
record RootUpdate(TufRepository repository, RootPlan plan) {
    /**
     * Publishes the next root, or writes it down.
     *
     * @param draft where it is written down
     * @param needed called when something that new keys have signed exists, so that they must not be lost
     */
    void perform(KeyRing keys, Optional<Path> draft, Runnable needed, Screen screen, ObjectNode result)
            throws IOException, CodedException {
        Draft change = repository.draftRoot(plan, keys);
        if (draft.isPresent()) {
            needed.run();
            DraftingCommand.write(change, draft.get(), screen, result);
            return;
        }
        try {
            repository.publish(change, keys);
            needed.run();
        } catch (IOException e) {
            // Some of it may be in its place.
            needed.run();
            throw e;
        }
        screen.line("Signed root " + change.root().orElseThrow().signed().version() + ".");
        new DraftText(change).changes().forEach(line -> screen.line("  " + line));
        result.put("root", change.root().orElseThrow().signed().version());
        describe(plan.roles(), result);
    }

    static void describe(Map<String, RoleKeys> roles, ObjectNode result) {
        ObjectNode list = result.putObject("roles");
        roles.forEach((name, role) -> {
            ObjectNode one = list.putObject(name).put("threshold", role.threshold());
            role.keys().stream().map(Key::id).forEach(one.putArray("keys")::add);
        });
    }
}
