package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import java.util.Optional;

/**
 * What is left of an update that the restart of the node interrupted on the way.
 *
 * @param request what was asked for
 * @param who who asked, as the audit log names people and causes
 */
public record Rest(UpdateRequest request, Optional<String> who) {}
