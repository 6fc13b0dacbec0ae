package dev.lockstep.core.access;

/** What answers over HTTP and says who may ask. The port answers nobody for a handler that does not say. */
@FunctionalInterface
public interface Guarded {
    /** Who may make a request. Asked at each one, before it is handled: it must answer at once. */
    Access access(String method, String path);
}
