package dev.lockstep.admin.internal.http;

import dev.lockstep.core.access.Caller;
import dev.lockstep.http.Answer;
import dev.lockstep.http.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields.Field;

/** A request that found its action: who asks, and for what. Not thread-safe. */
public final class Call {
    /** How many bytes of JSON may come. */
    static final int LONGEST_BODY = 64 << 10;

    private static final long LONGEST_SKIPPED = 1 << 20;
    private static final int LONGEST_PARAMETER = 1024;

    private final Request request;
    private final Map<String, String> variables;

    Call(Request request, Map<String, String> variables) {
        this.request = request;
        this.variables = variables;
    }

    /**
     * Who asks.
     *
     * @throws IllegalStateException on a route for everybody, where nobody needs to be signed in
     */
    public Caller.Person person() {
        return person(request).orElseThrow(() -> new IllegalStateException("nobody has signed in"));
    }

    static Optional<Caller.Person> person(Request request) {
        return request.getAttribute(Caller.ATTRIBUTE) instanceof Caller.Person person
                ? Optional.of(person)
                : Optional.empty();
    }

    /** The language in which that person wishes texts. */
    public Locale language() {
        return Answer.language(request);
    }

    /** The refusal of a name that nothing has, or nothing any more. */
    public CallException nothingThere() {
        return new CallException(HttpStatus.NOT_FOUND_404, Answer.nothingThere(request));
    }

    /** What stands in a place of the path. */
    public String variable(String name) {
        return variables.get(name);
    }

    /** A line of the head of the request. */
    public Optional<String> header(HttpHeader name) {
        return header(name.asString());
    }

    /** A line of the head of the request. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** Reads the query; a parameter that is not read is refused. */
    public <T> T query(Function<Fields, T> reader) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Field parameter : Request.extractQueryParameters(request)) {
            if (parameter.hasMultipleValues() || parameter.getValue().length() > LONGEST_PARAMETER) {
                throw CallException.malformed(
                        "a parameter of the query is there twice, or longer than " + LONGEST_PARAMETER + " characters");
            }
            parameters.put(parameter.getName(), parameter.getValue());
        }
        return Fields.ofQuery(parameters).read(reader);
    }

    /** Reads the body, which is a JSON object or nothing; a member that is not read is refused. */
    public <T> T body(Function<Fields, T> reader) throws IOException {
        byte[] body;
        try (InputStream in = bytes()) {
            body = in.readNBytes(LONGEST_BODY + 1);
            if (body.length > LONGEST_BODY) {
                // Who is still sending would lose the answer.
                in.skip(LONGEST_SKIPPED);
                throw tooLong();
            }
        }
        if (body.length > 0 && !RequestBody.isJson(request)) {
            throw CallException.malformed(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "the content type has to be application/json");
        }
        return Fields.ofJson(body).read(reader);
    }

    private static CallException tooLong() {
        return CallException.malformed(
                HttpStatus.PAYLOAD_TOO_LARGE_413, "a body has " + LONGEST_BODY + " bytes at most");
    }

    /** The body as it comes from the network, of any length; reading waits. */
    public InputStream bytes() {
        return Content.Source.asInputStream(request);
    }

    /** How many bytes the body has; empty if that is not said before they come. */
    public Optional<Long> length() {
        return Optional.of(request.getLength()).filter(length -> length >= 0);
    }
}
