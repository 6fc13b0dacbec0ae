package dev.lockstep.http;

import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.Languages;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.store.Digest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An answer over HTTP that is complete in memory; a problem is told in the language that was asked for. Never changes. */
public final class Answer {
    /** When a client that found nothing to fetch should ask again. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private static final HttpField LOCKSTEP = new PreEncodedHttpField("Lockstep", "1");
    private static final HttpField NO_GUESSING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final int LONGEST_PATH = 200;
    private static final int TAG_DIGITS = 32;

    private final int status;
    private final HttpFields headers;
    private final byte[] body;
    private final Optional<Problem> problem;

    private Answer(int status, HttpFields headers, byte[] body, Optional<Problem> problem) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.problem = problem;
    }

    /** What was asked for. */
    public static Answer ok(Json json) {
        return json(HttpStatus.OK_200, json);
    }

    /** Something else than what was asked for, or more to say about it. */
    public static Answer json(int status, Json json) {
        return bytes(status, "application/json", json.bytes());
    }

    /** JSON that is written already. */
    public static Answer json(byte[] body) {
        return bytes(HttpStatus.OK_200, "application/json", body);
    }

    /** Bytes as they are; they are not copied. */
    public static Answer bytes(int status, String type, byte[] body) {
        return new Answer(status, HttpFields.build().put(HttpHeader.CONTENT_TYPE, type), body, Optional.empty());
    }

    /** It is done, and there is nothing to say. */
    public static Answer done() {
        return new Answer(HttpStatus.NO_CONTENT_204, HttpFields.EMPTY, new byte[0], Optional.empty());
    }

    /** A problem that a person or a program can act on. */
    public static Answer problem(int status, Problem problem) {
        HttpFields.Mutable headers = HttpFields.build().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        if (status == HttpStatus.UNAUTHORIZED_401) {
            headers.put(HttpHeader.WWW_AUTHENTICATE, "Lockstep");
        }
        return new Answer(status, headers, new byte[0], Optional.of(problem));
    }

    /** A request that is not understood or not allowed as it is. */
    public static Answer badRequest(int status, String reason) {
        return problem(status, Problem.of(ProblemCode.BAD_REQUEST, Map.of("reason", reason)));
    }

    /** There is nothing at the path that was asked for. */
    public static Answer notFound(Request request) {
        return problem(HttpStatus.NOT_FOUND_404, nothingThere(request));
    }

    /** That there is nothing at the path that was asked for. */
    public static Problem nothingThere(Request request) {
        String path = String.valueOf(request.getHttpURI().getPath());
        String shown = path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "...";
        return Problem.of(ProblemCode.NOT_FOUND, Map.of("path", shown, "address", address(request)));
    }

    /** The refusal of a method, if it is none of those that are allowed. */
    public static Optional<Answer> wrongMethod(Request request, HttpMethod... allowed) {
        for (HttpMethod method : allowed) {
            if (method.is(request.getMethod())) {
                return Optional.empty();
            }
        }
        return Optional.of(wrongMethod(Arrays.stream(allowed)));
    }

    /** The refusal of a method. */
    public static Answer wrongMethod(Stream<HttpMethod> allowed) {
        String names = allowed.map(HttpMethod::asString).sorted().collect(Collectors.joining(", "));
        return badRequest(HttpStatus.METHOD_NOT_ALLOWED_405, "only " + names + " is possible here")
                .with(HttpHeader.ALLOW, names);
    }

    /** Why this node cannot serve clients now: it does not distribute, or has nothing to distribute yet. */
    public static Optional<Answer> notDistributing(Request request, Distribution distribution) {
        return distribution.state().closed().map(code -> unavailable(request, code));
    }

    /** This computer cannot do it now, and should be asked again later. */
    public static Answer unavailable(Request request, ProblemCode code) {
        return unavailable(Problem.of(code, Map.of("address", address(request))));
    }

    /** This computer cannot do it now, and should be asked again later. */
    public static Answer unavailable(Problem problem) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE_503, problem).retryAfter(RETRY_AFTER);
    }

    /** How the client names this computer. */
    public static String address(Request request) {
        return Request.getServerName(request) + ":" + Request.getServerPort(request);
    }

    /** In which language texts were asked for. */
    public static Locale language(Request request) {
        return Languages.accepted(
                Objects.requireNonNullElse(request.getHeaders().get(HttpHeader.ACCEPT_LANGUAGE), ""));
    }

    /** The status of HTTP. */
    public int status() {
        return status;
    }

    /** The same with one header more. */
    public Answer with(HttpHeader header, String value) {
        return with(header.asString(), value);
    }

    /** The same with one header more. */
    public Answer with(String header, String value) {
        return new Answer(status, HttpFields.build(headers).put(header, value), body, problem);
    }

    /** The same, and when to ask again. */
    public Answer retryAfter(Duration wait) {
        return with(HttpHeader.RETRY_AFTER, Long.toString(wait.toSeconds()));
    }

    /** The same with what tells this body from any other. */
    public Answer tagged() {
        return tagged(tag(body));
    }

    /** The same with what tells one state of it from another, in quotes. */
    public Answer tagged(String tag) {
        return with(HttpHeader.ETAG, tag);
    }

    /** What tells some bytes from any others (RFC 9110 section 8.8.3). */
    public static String tag(byte[] bytes) {
        return '"' + Digest.of(bytes).hex().substring(0, TAG_DIGITS) + '"';
    }

    /** Whether one of the tags in a header is this one; {@code *} is every one. */
    public static boolean matches(String header, String tag) {
        return header.equals(tag)
                || Arrays.stream(header.split(","))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
    }

    /** The same, or that whoever asks has this state of it already. */
    public Answer unlessKnown(Request request) {
        String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
        String tag = headers.get(HttpHeader.ETAG);
        if (known == null || tag == null || status != HttpStatus.OK_200 || !reads(request) || !matches(known, tag)) {
            return this;
        }
        HttpFields kept = HttpFields.build(headers).remove(HttpHeader.CONTENT_TYPE);
        return new Answer(HttpStatus.NOT_MODIFIED_304, kept, new byte[0], Optional.empty());
    }

    /** Whether a request changes nothing. */
    public static boolean reads(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    /** Gives the answer. What the response has in its head already stays, where this says nothing else. */
    public void send(Request request, Response response, Callback callback) {
        HttpFields.Mutable head = response.getHeaders();
        common(response);
        head.put(NO_STORE);
        headers.forEach(head::put);
        response.setStatus(status);
        Locale language = language(request);
        problem.ifPresent(told -> head.put(HttpHeader.CONTENT_LANGUAGE, language.toLanguageTag()));
        byte[] bytes =
                problem.map(told -> NodeJson.writeProblem(told, language)).orElse(body);
        boolean empty = status == HttpStatus.NO_CONTENT_204 || status == HttpStatus.NOT_MODIFIED_304;
        if (!empty) {
            head.put(HttpHeader.CONTENT_LENGTH, bytes.length);
        }
        boolean bodiless = empty || HttpMethod.HEAD.is(request.getMethod());
        response.write(true, bodiless ? ByteBuffer.allocate(0) : ByteBuffer.wrap(bytes), callback);
    }

    /** Gives the answer, and has given it. */
    public boolean sent(Request request, Response response, Callback callback) {
        send(request, response, callback);
        return true;
    }

    /**
     * Work on a request for another thread: should it fail, the request is answered all the same. Nobody else would end it, and
     * of a bundle that goes away come errors, too.
     */
    public static Runnable ending(Request request, Response response, Callback callback, Work work) {
        return () -> {
            try {
                work.run();
            } catch (Throwable e) {
                Response.writeError(request, response, callback, e);
            }
        };
    }

    /** What answers a request. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** The headers that say who answers, and that nothing is to be guessed about the contents. */
    public static void common(Response response) {
        response.getHeaders().put(LOCKSTEP).put(NO_GUESSING);
    }
}
