package dev.lockstep.client.internal.management;

import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.management.DynamicMBean;
import javax.management.StandardMBean;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The agent for operators' tools. Karaf registers it with each MBean server of the node. */
@Component(service = DynamicMBean.class, property = "jmx.objectname=dev.lockstep:type=Agent")
public final class AgentView extends StandardMBean implements AgentMXBean {
    private final UpdateAgent agent;

    /** Called by Declarative Services. */
    @Activate
    public AgentView(@Reference UpdateAgent agent) {
        super(AgentMXBean.class, true);
        this.agent = agent;
    }

    @Override
    public String getInstalledRelease() {
        return text(agent.status().installed());
    }

    @Override
    public String getAssignedRelease() {
        return text(agent.status().assigned());
    }

    @Override
    public Map<String, String> getComponents() {
        Map<String, String> versions = new TreeMap<>();
        agent.status().components().forEach((name, version) -> versions.put(name, version.toString()));
        return versions;
    }

    @Override
    public String getSource() {
        return agent.status().source();
    }

    @Override
    public String getPhase() {
        return agent.status().phase();
    }

    @Override
    public String getLastCheck() {
        return text(agent.status().lastCheck());
    }

    @Override
    public String getLastProblemCode() {
        return text(problem().map(problem -> problem.code().code()));
    }

    @Override
    public String getLastProblem() {
        return text(problem().map(problem -> problem.text(Locale.ENGLISH)));
    }

    @Override
    public List<String> getWarnings() {
        return agent.status().warnings().stream().map(Sentence::toString).toList();
    }

    private Optional<Problem> problem() {
        return agent.status().lastProblem();
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse("");
    }
}
