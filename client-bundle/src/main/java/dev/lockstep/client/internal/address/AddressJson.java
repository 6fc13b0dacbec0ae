package dev.lockstep.client.internal.address;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.ServerAddress;
import java.util.Optional;

/** How an address stands in the JSON files and bodies of this package: {@code {"address":"…","port":10000}}. */
final class AddressJson {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private AddressJson() {}

    static ObjectNode write(ServerAddress address) {
        return MAPPER.createObjectNode().put("address", address.host()).put("port", address.port());
    }

    /**
     * Reads an address; empty if there is none.
     *
     * @throws ProblemException if it cannot be used
     */
    static Optional<ServerAddress> read(JsonNode node) {
        if (!node.isObject()) {
            return Optional.empty();
        }
        return Optional.of(ServerAddress.parse(
                node.path("address").asText(""), node.path("port").asText("")));
    }
}
