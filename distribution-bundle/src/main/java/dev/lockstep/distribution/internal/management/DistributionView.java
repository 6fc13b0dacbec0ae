package dev.lockstep.distribution.internal.management;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.version.Version;
import java.util.List;
import javax.management.DynamicMBean;
import javax.management.StandardMBean;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The folder for tools of operators. Karaf brings it into each MBean server of the node, for the name it is registered with. */
@Component(service = DynamicMBean.class, property = "jmx.objectname=dev.lockstep:type=Distribution")
public final class DistributionView extends StandardMBean implements DistributionMXBean {
    private final Distribution distribution;

    /** Called by Declarative Services. */
    @Activate
    public DistributionView(@Reference Distribution distribution) {
        super(DistributionMXBean.class, true);
        this.distribution = distribution;
    }

    @Override
    public String getState() {
        return distribution.state().word();
    }

    @Override
    public List<String> getReleases() {
        return distribution.state() instanceof State.Ready ready
                ? ready.releases().stream().map(Version::toString).toList()
                : List.of();
    }

    @Override
    public String getProblemCode() {
        State state = distribution.state();
        return state instanceof State.Damaged damaged
                ? damaged.problem().code().code()
                : state.closed().map(ProblemCode::code).orElse("");
    }
}
