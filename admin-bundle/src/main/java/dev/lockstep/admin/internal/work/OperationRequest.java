package dev.lockstep.admin.internal.work;

import java.util.Objects;

/**
 * What somebody asked for.
 *
 * @param kind what it is, in the word of the command
 * @param request all that was said about it; no secret is ever in it
 * @param by the user name of who asked
 * @param key made up by who asked, for this one request: sent again, it is the same request
 */
record OperationRequest(String kind, String request, String by, String key) {
    OperationRequest {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(key, "key");
    }

    boolean hasKeyOf(OperationRequest other) {
        return by.equals(other.by) && key.equals(other.key);
    }
}
