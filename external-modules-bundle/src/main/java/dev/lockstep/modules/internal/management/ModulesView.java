package dev.lockstep.modules.internal.management;

import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.ExternalModules.InstalledModule;
import dev.lockstep.core.node.ExternalModules.ModuleState;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.management.DynamicMBean;
import javax.management.StandardMBean;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The modules for tools of operators. Karaf brings it into each MBean server of the node, for the name it is registered with. */
@Component(service = DynamicMBean.class, property = "jmx.objectname=dev.lockstep:type=Modules")
public final class ModulesView extends StandardMBean implements ModulesMXBean {
    private final ExternalModules modules;

    /** Called by Declarative Services. */
    @Activate
    public ModulesView(@Reference ExternalModules modules) {
        super(ModulesMXBean.class, true);
        this.modules = modules;
    }

    @Override
    public int getActive() {
        return count(state -> state == ModuleState.ACTIVE);
    }

    @Override
    public int getFailed() {
        return count(state -> state == ModuleState.NOT_LOADED || state == ModuleState.HELD_OFF);
    }

    @Override
    public Map<String, String> getVersions() {
        return byName(module -> module.version().toString());
    }

    @Override
    public Map<String, String> getStates() {
        return byName(module -> module.state().name());
    }

    @Override
    public Map<String, String> getProblemCodes() {
        Map<String, String> codes = byName(
                module -> module.problem().map(problem -> problem.code().code()).orElse(""));
        codes.values().removeIf(String::isEmpty);
        return codes;
    }

    private int count(Predicate<ModuleState> wanted) {
        return (int) modules.installed().stream()
                .map(InstalledModule::state)
                .filter(wanted)
                .count();
    }

    private Map<String, String> byName(Function<InstalledModule, String> value) {
        Map<String, String> values = new TreeMap<>();
        modules.installed().forEach(module -> values.put(module.name(), value.apply(module)));
        return values;
    }
}
