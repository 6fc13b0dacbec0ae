package dev.lockstep.admin.internal.http;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Right;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;

/**
 * Something that can be asked for.
 *
 * @param method how; who may GET may HEAD as well
 * @param path where, with places for names, such as {@code /api/v1/admin/settings/{name}}
 * @param right what a person needs for it; empty if everybody may ask, signed in or not
 * @param action what answers
 */
public record Route(HttpMethod method, UriTemplatePathSpec path, Optional<Right> right, Action action) {
    public Route {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(right, "right");
        Objects.requireNonNull(action, "action");
    }

    /** To look at something. */
    public static Route get(String path, Action action) {
        return new Route(HttpMethod.GET, new UriTemplatePathSpec(path), Optional.of(Right.VIEW), action);
    }

    /** To have something done. */
    public static Route post(String path, Right right, Action action) {
        return new Route(HttpMethod.POST, new UriTemplatePathSpec(path), Optional.of(right), action);
    }

    /** To set something to a value. */
    public static Route put(String path, Right right, Action action) {
        return new Route(HttpMethod.PUT, new UriTemplatePathSpec(path), Optional.of(right), action);
    }

    /** To take something away. */
    public static Route delete(String path, Right right, Action action) {
        return new Route(HttpMethod.DELETE, new UriTemplatePathSpec(path), Optional.of(right), action);
    }

    Access access() {
        return right.<Access>map(needed -> new Access.People(needed, true)).orElse(Access.EVERYBODY);
    }

    boolean answers(String asked) {
        return method.is(asked) || (method == HttpMethod.GET && HttpMethod.HEAD.is(asked));
    }
}
