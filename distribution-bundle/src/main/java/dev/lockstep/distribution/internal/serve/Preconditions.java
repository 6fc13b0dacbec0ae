package dev.lockstep.distribution.internal.serve;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** The conditions of a request on what the client has already (RFC 9110, section 13), in the order of 13.2.2. */
final class Preconditions {
    private final HttpFields headers;
    private final String etag;
    private final Instant modified;

    /**
     * The conditions of a request for a file.
     *
     * @param etag strong, in quotes
     */
    Preconditions(HttpFields headers, String etag, Instant modified) {
        this.headers = headers;
        this.etag = etag;
        this.modified = modified.truncatedTo(ChronoUnit.SECONDS);
    }

    enum Outcome {
        /** Answer as if there was no condition. */
        PROCEED,
        /** The client has it already. */
        NOT_MODIFIED,
        /** It is not what the client thinks it is. */
        FAILED
    }

    Outcome evaluate() {
        if (headers.contains(HttpHeader.IF_MATCH)) {
            if (!lists(HttpHeader.IF_MATCH, false)) {
                return Outcome.FAILED;
            }
        } else if (date(HttpHeader.IF_UNMODIFIED_SINCE)
                .filter(modified::isAfter)
                .isPresent()) {
            return Outcome.FAILED;
        }
        boolean has = headers.contains(HttpHeader.IF_NONE_MATCH)
                ? lists(HttpHeader.IF_NONE_MATCH, true)
                : date(HttpHeader.IF_MODIFIED_SINCE)
                        .filter(since -> !modified.isAfter(since))
                        .isPresent();
        return has ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    /** Whether a range may be answered: there is no {@code If-Range}, or the client's part is of this very file. */
    boolean rangeHolds() {
        String ifRange = headers.get(HttpHeader.IF_RANGE);
        if (ifRange == null) {
            return true;
        }
        String validator = ifRange.strip();
        return validator.startsWith("\"")
                ? validator.equals(etag)
                : parse(validator).filter(modified::equals).isPresent();
    }

    private boolean lists(HttpHeader header, boolean weak) {
        // Almost every client sends the one tag that it has.
        return etag.equals(headers.get(header)) || listed(headers.getCSV(header, true), weak);
    }

    private boolean listed(List<String> tags, boolean weak) {
        return tags.stream()
                .map(tag -> weak && tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    private Optional<Instant> date(HttpHeader header) {
        return Optional.ofNullable(headers.get(header)).flatMap(Preconditions::parse);
    }

    private static Optional<Instant> parse(String date) {
        try {
            return Optional.of(HttpDateTime.parse(date).toInstant());
        } catch (IllegalArgumentException notADate) {
            // RFC 9110, 13.1.3: a field that is not a date is ignored.
            return Optional.empty();
        }
    }
}
