package dev.lockstep.admin.internal.http;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/** Tells one state of something from another (RFC 9110 section 8.8.3), so that nobody overwrites what he has not seen. */
public final class Tags {
    private Tags() {}

    /** The tag of a state. */
    public static String of(String state) {
        return Answer.tag(state.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Requires of a change that who asks for it has seen the state that is to be changed.
     *
     * @param what names it in the refusal, in any language
     * @param now the state, for people
     * @throws CallException with 428 if the request does not say which state was seen, or with 412 if it was another
     */
    public static void requireSeen(Call call, String tag, String what, String now) {
        String seen = call.header(HttpHeader.IF_MATCH)
                .orElseThrow(() -> CallException.malformed(
                        HttpStatus.PRECONDITION_REQUIRED_428,
                        "the header If-Match is missing; it has the ETag of what is to be changed, or *"));
        if (!Answer.matches(seen, tag)) {
            throw new CallException(
                    HttpStatus.PRECONDITION_FAILED_412,
                    Problem.of(ProblemCode.EDIT_CONFLICT, Map.of("what", what, "now", now)));
        }
    }
}
