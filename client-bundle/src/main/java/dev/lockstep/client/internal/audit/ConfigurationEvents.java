package dev.lockstep.client.internal.audit;

import java.io.IOException;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what a person changes by way of Config Admin: with the platform's commands, or over JMX. It is told in the thread of that
 * person. Changes without one come from files, which {@link EtcWatch} compares by itself.
 */
@Component(service = SynchronousConfigurationListener.class, immediate = true)
public final class ConfigurationEvents implements SynchronousConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationEvents.class);

    private final ConfigurationAdmin admin;
    private final EtcWatch etc;
    private final Map<String, Map<String, String>> known = new HashMap<>();

    @Activate
    public ConfigurationEvents(@Reference ConfigurationAdmin admin, @Reference EtcWatch etc) {
        this.admin = admin;
        this.etc = etc;
        try {
            Configuration[] all = admin.listConfigurations(null);
            if (all != null) {
                Arrays.stream(all).forEach(each -> known.put(each.getPid(), texts(each.getProperties())));
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.error("How the configuration was before a change cannot be recorded.", e);
        }
    }

    @Override
    public synchronized void configurationEvent(ConfigurationEvent event) {
        String pid = event.getPid();
        Map<String, String> before = known.getOrDefault(pid, Map.of());
        Map<String, String> after = event.getType() == ConfigurationEvent.CM_DELETED ? Map.of() : now(pid);
        known.put(pid, after);
        if (CurrentUser.isPerson() && !before.equals(after)) {
            etc.changed(pid, before, after);
        }
    }

    private Map<String, String> now(String pid) {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + pid + ")");
            return found == null ? Map.of() : texts(found[0].getProperties());
        } catch (IOException | InvalidSyntaxException e) {
            LOG.error("How {} is after a change cannot be recorded.", pid, e);
            return Map.of();
        }
    }

    /** Without what the platform adds. */
    private static Map<String, String> texts(Dictionary<String, Object> properties) {
        Map<String, String> texts = new HashMap<>();
        if (properties != null) {
            properties.keys().asIterator().forEachRemaining(key -> {
                if (!key.startsWith("service.") && !key.startsWith("felix.fileinstall.")) {
                    Object value = properties.get(key);
                    texts.put(
                            key,
                            value instanceof Object[] several ? Arrays.toString(several) : Objects.toString(value));
                }
            });
        }
        return texts;
    }
}
