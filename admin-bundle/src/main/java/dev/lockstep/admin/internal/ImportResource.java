package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.admin.internal.work.Operations;
import dev.lockstep.admin.internal.work.Outcome;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.OfflineImport;
import dev.lockstep.core.node.OfflineImport.Offer;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * {@code import}: an offline bundle is sent as the body, and brought into the distribution folder. It is one operation from the first
 * byte on, so that whoever waits sees how much has come; the answer to the request is given when all of it has.
 */
final class ImportResource {
    private static final long LONGEST_BUNDLE = 64L << 30;

    private final OfflineImport offline;
    private final Operations operations;
    private final Uploads uploads;

    ImportResource(OfflineImport offline, Operations operations, Uploads uploads) {
        this.offline = offline;
        this.operations = operations;
        this.uploads = uploads;
    }

    List<Route> routes() {
        return List.of(Route.post(AdminApi.PATH + "/import", Right.INSTALL_UPDATES, this::take));
    }

    private Answer take(Call call) throws IOException {
        boolean simulate = call.query(fields -> fields.flag("simulate", false));
        String request = call.length().orElse(0L) + " bytes, " + (simulate ? "to look at" : "to take");
        CompletableFuture<Void> received = new CompletableFuture<>();
        Answer reply = operations.begin(call, "import", request, progress -> take(call, simulate, received, progress));
        if (Operations.isBegun(reply)) {
            await(received);
        }
        return reply;
    }

    private Outcome take(Call call, boolean simulate, CompletableFuture<Void> received, Progress progress)
            throws IOException {
        try (Uploads.Upload upload = receive(call, received, progress)) {
            return simulate
                    ? Outcome.of("simulated", json(offline.inspect(upload.file(), progress), call.language()))
                    : Outcome.of("imported", json(offline.take(upload.file(), progress), call.language()));
        }
    }

    private Uploads.Upload receive(Call call, CompletableFuture<Void> received, Progress progress) throws IOException {
        try {
            Uploads.Upload upload = uploads.receive(call, "bundle.tar", LONGEST_BUNDLE, progress);
            received.complete(null);
            return upload;
        } catch (IOException e) {
            received.completeExceptionally(new UncheckedIOException(e));
            throw e;
        } catch (RuntimeException e) {
            received.completeExceptionally(e);
            throw e;
        }
    }

    private static void await(CompletableFuture<Void> received) {
        try {
            received.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Json json(Offer offer, Locale language) {
        Json json = Json.object()
                .put("created", offer.created().toString())
                .put("expires", offer.expires().toString())
                .put("signedForIt", offer.signedForIt())
                .put("releases", offer.releases())
                .put(
                        "modules",
                        offer.modules().stream()
                                .map(module -> Json.object()
                                        .put("name", module.name())
                                        .put("version", module.version().toString())))
                .put("withdrawn", offer.withdrawn().stream().map(problem -> Json.of(problem, language)))
                .put("bytes", offer.bytes())
                .put("missingBytes", offer.missingBytes());
        offer.since().ifPresent(base -> json.put("since", base.at().toString()));
        return json;
    }
}
