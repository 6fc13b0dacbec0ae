package dev.lockstep.core.message;

import java.io.IOException;

/**
 * A message between nodes that is not in the form it must have.
 *
 * <p>The text says which member is wrong and never repeats what was received at length, so it can go into logs and answers.
 * Who received the message knows whether it was a request or an answer, and words the problem for people.
 */
public final class MalformedMessageException extends IOException {
    public MalformedMessageException(String reason) {
        super(reason);
    }

    public MalformedMessageException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
