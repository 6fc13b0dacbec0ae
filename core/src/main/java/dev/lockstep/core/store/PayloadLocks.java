package dev.lockstep.core.store;

import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.Set;

/** Locks for payloads: one thread works on each, the others wait. */
final class PayloadLocks {
    private final Set<Digest> occupied = new HashSet<>();

    synchronized void enter(Digest digest) throws InterruptedIOException {
        try {
            while (!occupied.add(digest)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another thread received " + digest);
        }
    }

    synchronized boolean tryEnter(Digest digest) {
        return occupied.add(digest);
    }

    synchronized void leave(Digest digest) {
        occupied.remove(digest);
        notifyAll();
    }
}
