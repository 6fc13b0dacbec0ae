package dev.lockstep.cli.publish;

import dev.lockstep.module.ModuleReader.Particulars;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Modules as they are ordered on the command line.
 *
 * @param jars bundles, each a module of its own
 * @param features a features file; empty for none
 * @param bundles the folder with the bundles of the features file; empty for the folder it stands in
 * @param feature which feature of the file
 * @param particulars what the publisher says beyond the files
 */
record ModuleOrder(
        List<Path> jars,
        Optional<Path> features,
        Optional<Path> bundles,
        Optional<String> feature,
        Particulars particulars) {
    ModuleOrder {
        jars = List.copyOf(jars);
    }
}
