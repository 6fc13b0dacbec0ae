package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.distribution.internal.RecentState;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpMethod;
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
public final class PayloadHandler extends GuardedHandler {
    private final FolderLayout layout;
    private final Supplier<State> state;
    private final RecentState recent;
    private final Predicate<Digest> withheld;

    /** Serves the distribution folder of this node. */
    @Activate
    public PayloadHandler(
            @Reference Settings settings,
            @Reference ContentStore store,
            @Reference Distribution distribution,
            @Reference RecentState recent) {
        this(
                new FolderLayout(settings.identity().data().resolve("distribution"), store.folder()),
                distribution::state,
                recent,
                store::withholds);
    }

    /**
     * Serves a folder.
     *
     * @param state of the folder, looked at when a file is missing
     * @param recent its state for every request, which has to answer at once
     * @param withheld payloads that are damaged and cannot be removed
     */
    PayloadHandler(FolderLayout layout, Supplier<State> state, RecentState recent, Predicate<Digest> withheld) {
        // It reads one file and writes one buffer; another thread would cost more.
        super(InvocationType.NON_BLOCKING, Access.SIGNED);
        this.layout = layout;
        this.state = state;
        this.recent = recent;
        this.withheld = withheld;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        Optional<Answer> refusal = Answer.reads(request)
                ? recent.recent().closed().map(code -> Answer.unavailable(request, code))
                : Answer.wrongMethod(request, HttpMethod.GET, HttpMethod.HEAD);
        if (refusal.isPresent()) {
            return refusal.get().sent(request, response, callback);
        }
        Optional<ServedFile> file =
                RequestPath.names(request.getHttpURI().getPath()).flatMap(layout::find);
        Optional<BasicFileAttributes> attributes = file.filter(
                        found -> found.hash().map(Digest::new).filter(withheld).isEmpty())
                .flatMap(PayloadHandler::attributes)
                .filter(BasicFileAttributes::isRegularFile);
        if (attributes.isPresent()) {
            new FileAnswer(file.get(), attributes.get()).write(request, response, callback);
            return true;
        }
        return file.flatMap(missing -> damage())
                .map(Answer::unavailable)
                .orElseGet(() -> Answer.notFound(request))
                .sent(request, response, callback);
    }

    /** Why a file is missing that should be there. */
    private Optional<Problem> damage() {
        return state.get() instanceof State.Damaged damaged ? Optional.of(damaged.problem()) : Optional.empty();
    }

    private static Optional<BasicFileAttributes> attributes(ServedFile file) {
        try {
            return Optional.of(Files.readAttributes(file.path(), BasicFileAttributes.class));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
