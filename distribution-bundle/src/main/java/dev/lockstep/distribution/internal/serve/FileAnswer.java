package dev.lockstep.distribution.internal.serve;

import dev.lockstep.distribution.internal.http.FileBody;
import dev.lockstep.http.Answer;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers a GET or HEAD request with a file, a part of it, or that the client has it already (RFC 9110). */
final class FileAnswer {
    private static final HttpField IMMUTABLE =
            new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");
    private static final HttpField REVALIDATE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache");
    private static final HttpField ACCEPT_RANGES = new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");

    private final ServedFile file;
    private final long length;
    private final Instant modified;
    private final String etag;

    FileAnswer(ServedFile file, BasicFileAttributes attributes) {
        this.file = file;
        this.length = attributes.size();
        this.modified = attributes.lastModifiedTime().toInstant();
        this.etag = '"' + file.hash().orElseGet(this::changingTag) + '"';
    }

    private String changingTag() {
        return Long.toHexString(modified.getEpochSecond()) + "-" + Integer.toHexString(modified.getNano()) + "-"
                + Long.toHexString(length);
    }

    /**
     * Writes the answer.
     *
     * @throws IOException if the file cannot be opened; nothing was written then
     */
    void write(Request request, Response response, Callback callback) throws IOException {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.ETAG, etag);
        headers.put(HttpHeader.LAST_MODIFIED, DateGenerator.formatDate(modified.toEpochMilli()));
        headers.put(file.immutable() ? IMMUTABLE : REVALIDATE);
        Preconditions conditions = new Preconditions(request.getHeaders(), etag, modified);
        switch (conditions.evaluate()) {
            case NOT_MODIFIED -> {
                response.setStatus(HttpStatus.NOT_MODIFIED_304);
                callback.succeeded();
            }
            case FAILED -> {
                Answer.badRequest(
                                HttpStatus.PRECONDITION_FAILED_412, "the file is not the one that the condition names")
                        .send(request, response, callback);
            }
            case PROCEED -> writeContent(conditions, request, response, callback);
        }
    }

    private void writeContent(Preconditions conditions, Request request, Response response, Callback callback)
            throws IOException {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(ACCEPT_RANGES);
        headers.put(HttpHeader.CONTENT_TYPE, file.contentType());
        if (HttpMethod.HEAD.is(request.getMethod())) {
            headers.put(HttpHeader.CONTENT_LENGTH, length);
            callback.succeeded();
            return;
        }
        String range = request.getHeaders().get(HttpHeader.RANGE);
        ByteRange asked =
                range != null && conditions.rangeHolds() ? ByteRange.parse(range, length) : new ByteRange.Whole();
        if (asked instanceof ByteRange.Unsatisfiable) {
            headers.put(HttpHeader.CONTENT_RANGE, "bytes */" + length);
            Answer.badRequest(
                            HttpStatus.RANGE_NOT_SATISFIABLE_416,
                            "the file has " + length + " bytes and the range begins after them")
                    .send(request, response, callback);
        } else if (asked instanceof ByteRange.Part part) {
            response.setStatus(HttpStatus.PARTIAL_CONTENT_206);
            headers.put(HttpHeader.CONTENT_RANGE, part.contentRange(length));
            headers.put(HttpHeader.CONTENT_LENGTH, part.length());
            FileBody.send(file.path(), part.first(), part.length(), request, response, callback);
        } else {
            headers.put(HttpHeader.CONTENT_LENGTH, length);
            FileBody.send(file.path(), 0, length, request, response, callback);
        }
    }
}
