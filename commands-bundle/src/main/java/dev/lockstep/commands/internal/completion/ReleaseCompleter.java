package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.Upstream;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;

/** Proposes the releases that the vendor offers, as far as is known without asking. */
@Service
public final class ReleaseCompleter extends KnownWords {
    @Reference
    Upstream upstream;

    @Override
    List<String> words(CommandLine line) {
        return upstream.trusted()
                .map(metadata -> metadata.releases().stream()
                        .map(release -> release.version().toString())
                        .toList())
                .orElse(List.of());
    }
}
