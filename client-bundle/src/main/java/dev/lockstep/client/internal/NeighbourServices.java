package dev.lockstep.client.internal;

import dev.lockstep.client.internal.agent.Neighbours;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.problem.Problem;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The services of the other bundles as far as they are there. They need services of this bundle themselves, so they may come
 * later than the agent; it is notified of each.
 */
@Component(service = NeighbourServices.class)
public final class NeighbourServices implements Neighbours {
    private final AtomicReference<Distribution> distribution = new AtomicReference<>();
    private final AtomicReference<Assignments> assignments = new AtomicReference<>();
    private final AtomicReference<ExternalModules> modules = new AtomicReference<>();
    private final AtomicReference<HttpPort> port = new AtomicReference<>();
    private volatile Runnable arrived = () -> {};

    /** Registers a listener for services that arrive from now on. */
    void onArrival(Runnable listener) {
        arrived = listener;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindDistribution(Distribution service) {
        distribution.set(service);
        hasArrived();
    }

    void unbindDistribution(Distribution service) {
        distribution.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAssignments(Assignments service) {
        assignments.set(service);
        hasArrived();
    }

    void unbindAssignments(Assignments service) {
        assignments.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindExternalModules(ExternalModules service) {
        modules.set(service);
        hasArrived();
    }

    void unbindExternalModules(ExternalModules service) {
        modules.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindHttpPort(HttpPort service) {
        port.set(service);
        hasArrived();
    }

    void unbindHttpPort(HttpPort service) {
        port.compareAndSet(service, null);
    }

    private void hasArrived() {
        synchronized (this) {
            notifyAll();
        }
        arrived.run();
    }

    @Override
    public synchronized void awaitAll() throws InterruptedException {
        while (Stream.of(distribution, assignments, modules, port).anyMatch(service -> service.get() == null)) {
            wait();
        }
    }

    @Override
    public Optional<Distribution> distribution() {
        return Optional.ofNullable(distribution.get());
    }

    @Override
    public Optional<Assignments> assignments() {
        return Optional.ofNullable(assignments.get());
    }

    @Override
    public Optional<ExternalModules> modules() {
        return Optional.ofNullable(modules.get());
    }

    @Override
    public Optional<Problem> portProblem() {
        return Optional.ofNullable(port.get()).flatMap(HttpPort::problem);
    }

    /** The URL of this node for applications on this computer, if it listens. */
    Optional<URI> localUrl() {
        return Optional.ofNullable(port.get()).flatMap(HttpPort::local);
    }
}
