package dev.lockstep.admin.internal.http;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/** Tells one state of something from another (RFC 9110 section 8.8.3), so that nobody overwrites what he has not seen. */
public final class Tags {
    private static final int DIGITS = 32;

    private Tags() {}

    /** The tag of a state. */
    public static String of(String state) {
        return of(state.getBytes(StandardCharsets.UTF_8));
    }

    /** The tag of some bytes. */
    public static String of(byte[] bytes) {
        return '"' + Digest.of(bytes).hex().substring(0, DIGITS) + '"';
    }

    /** Whether one of the tags in a header is this one; {@code *} is every one. */
    static boolean matches(String header, String tag) {
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
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
        if (!matches(seen, tag)) {
            throw new CallException(
                    HttpStatus.PRECONDITION_FAILED_412,
                    Problem.of(ProblemCode.EDIT_CONFLICT, Map.of("what", what, "now", now)));
        }
    }
}
