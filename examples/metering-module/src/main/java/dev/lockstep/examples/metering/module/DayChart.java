package dev.lockstep.examples.metering.module;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the workstation one more view, by its title. */
@Component(service = Supplier.class, property = "lockstep.example=day-chart", immediate = true)
public final class DayChart implements Supplier<String> {
    private static final Logger LOG = LoggerFactory.getLogger(DayChart.class);

    private final String title;

    /** Reads the title that this version of the module has. */
    @Activate
    public DayChart(BundleContext context) throws IOException {
        try (InputStream in = context.getBundle().getEntry("title.txt").openStream()) {
            title = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        LOG.info(
                "The module {} {} offers: {}",
                context.getBundle().getSymbolicName(),
                context.getBundle().getVersion(),
                title);
    }

    @Override
    public String get() {
        return title;
    }

    @Deactivate
    void leave() {
        LOG.info("The view is gone: {}", title);
    }
}
