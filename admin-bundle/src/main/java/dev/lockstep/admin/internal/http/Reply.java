package dev.lockstep.admin.internal.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/** An answer that is complete in memory. Never changes. */
public final class Reply {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private Reply(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** What was asked for. */
    public static Reply ok(Json json) {
        return json(HttpStatus.OK_200, json);
    }

    /** Something else than what was asked for, or more to say about it. */
    public static Reply json(int status, Json json) {
        return bytes(status, "application/json", json.bytes());
    }

    /** Bytes as they are; they are not copied. */
    public static Reply bytes(int status, String type, byte[] body) {
        return new Reply(status, Map.of(), body).with(HttpHeader.CONTENT_TYPE.asString(), type);
    }

    /** It is done, and there is nothing to say. */
    public static Reply done() {
        return new Reply(HttpStatus.NO_CONTENT_204, Map.of(), new byte[0]);
    }

    /** The same with one header more. */
    public Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }

    /** The same with what tells one state of it from another, in quotes. */
    public Reply tagged(String tag) {
        return with(HttpHeader.ETAG.asString(), tag);
    }

    /** The status of HTTP. */
    public int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    /** The answer to somebody who has this state of it already. */
    Reply notModified() {
        Map<String, String> kept = new LinkedHashMap<>(headers);
        kept.remove(HttpHeader.CONTENT_TYPE.asString());
        return new Reply(HttpStatus.NOT_MODIFIED_304, kept, new byte[0]);
    }
}
