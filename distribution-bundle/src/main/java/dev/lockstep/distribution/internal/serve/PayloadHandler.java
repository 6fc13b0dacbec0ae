package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.distribution.internal.RecentState;
import dev.lockstep.distribution.internal.http.ProblemAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Serves the distribution folder: {@code /metadata/vendor/} and {@code /targets/}, as a static web server would, with ranges
 * and conditional requests, and with answers of its own while there is nothing to serve.
 */
@Component(
        service = Handler.class,
        property = {HttpPort.PATH + "=/metadata/vendor", HttpPort.PATH + "=/targets"})
public final class PayloadHandler extends Handler.Abstract {
    private final FolderLayout layout;
    private final Gate gate;

    /** Serves the distribution folder of this node. */
    @Activate
    public PayloadHandler(
            @Reference Settings settings,
            @Reference ContentStore store,
            @Reference Distribution distribution,
            @Reference RecentState recent) {
        this(
                new FolderLayout(settings.identity().data().resolve("distribution"), store.folder()),
                new FolderGate(distribution, recent));
    }

    PayloadHandler(FolderLayout layout, Gate gate) {
        // It reads one file and writes one buffer; another thread would cost more.
        super(InvocationType.NON_BLOCKING);
        this.layout = layout;
        this.gate = gate;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        if (ReadOnly.refuses(request, response, callback)) {
            return true;
        }
        Optional<Problem> closed = gate.closed(ProblemAnswer.addressOf(request));
        if (closed.isPresent()) {
            ProblemAnswer.unavailable(closed.get(), Gate.RETRY_AFTER, response, callback);
            return true;
        }
        Optional<ServedFile> file =
                RequestPath.names(request.getHttpURI().getPath()).flatMap(layout::find);
        Optional<BasicFileAttributes> attributes =
                file.flatMap(PayloadHandler::attributes).filter(BasicFileAttributes::isRegularFile);
        if (attributes.isPresent()) {
            new FileAnswer(file.get(), attributes.get()).write(request, response, callback);
            return true;
        }
        Optional<Problem> damage = file.flatMap(gate::damage);
        if (damage.isPresent()) {
            ProblemAnswer.unavailable(damage.get(), Gate.RETRY_AFTER, response, callback);
        } else {
            ProblemAnswer.notFound(request, response, callback);
        }
        return true;
    }

    private static Optional<BasicFileAttributes> attributes(ServedFile file) {
        try {
            return Optional.of(Files.readAttributes(file.path(), BasicFileAttributes.class));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
