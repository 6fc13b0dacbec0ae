package dev.lockstep.modules.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import dev.lockstep.module.ModuleReader.Particulars;
import dev.lockstep.modules.internal.fixture.TestBundle;
import dev.lockstep.modules.internal.fixture.VendorFolder;
import dev.lockstep.modules.internal.management.ModulesView;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The modules as a tool of an operator sees them. */
class ModulesInJmxTest {
    private static final Version ONE = Version.parse("1.0.0");

    @TempDir
    Path folder;

    @Test
    void itSaysWhichModulesRunAndWhyOthersDoNot() throws Exception {
        VendorFolder vendor = new VendorFolder(folder.resolve("vendor"));
        vendor.publish(List.of(TestBundle.named("good", "1.0.0").jar(folder)), Particulars.NONE);
        vendor.publish(
                List.of(TestBundle.named("future", "1.0.0").jar(folder)),
                new Particulars(Optional.of(VersionRange.parse("[2.0.0,3.0.0)")), List.of(), Optional.empty()));
        try (TestNode node = new TestNode(folder.resolve("node"), vendor).start()) {
            node.modules()
                    .converge(
                            List.of(new AssignedModule("future", ONE), new AssignedModule("good", ONE)),
                            false,
                            Progress.SILENT);
            MBeanServer server = MBeanServerFactory.newMBeanServer();
            ObjectName name = new ObjectName("dev.lockstep:type=Modules");
            server.registerMBean(new ModulesView(node.modules()), name);

            assertThat(server.getAttribute(name, "Active")).isEqualTo(1);
            assertThat(server.getAttribute(name, "Failed")).isEqualTo(1);
            assertThat(value(server, name, "States", "good")).isEqualTo("ACTIVE");
            assertThat(value(server, name, "States", "future")).isEqualTo("NOT_LOADED");
            assertThat(value(server, name, "ProblemCodes", "future")).isEqualTo("LS-MODULE-INCOMPATIBLE");
            assertThat(value(server, name, "Versions", "good")).isEqualTo("1.0.0");
        }
    }

    private static Object value(MBeanServer server, ObjectName bean, String attribute, String key) throws Exception {
        return ((TabularData) server.getAttribute(bean, attribute))
                .get(new Object[] {key})
                .get("value");
    }
}
