package dev.lockstep.modules.internal.deployment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * The bundles of a framework and their states at one moment.
 *
 * @param states of all bundles but the framework itself
 */
record FrameworkSnapshot(List<State> states) {
    /**
     * One bundle.
     *
     * @param location by which it is found again, also after it was removed and installed anew
     * @param symbolicName for people
     * @param active whether it was started, or will be when its class is first used
     * @param persistent whether it starts with the framework
     * @param startLevel its start level
     */
    record State(
            Bundle bundle, String location, String symbolicName, boolean active, boolean persistent, int startLevel) {}

    static FrameworkSnapshot of(BundleContext context) {
        return new FrameworkSnapshot(Stream.of(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID)
                .map(FrameworkSnapshot::state)
                .toList());
    }

    private static State state(Bundle bundle) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        return new State(
                bundle,
                bundle.getLocation(),
                String.valueOf(bundle.getSymbolicName()),
                isStarted(bundle),
                level.isPersistentlyStarted(),
                level.getStartLevel());
    }

    static boolean isStarted(Bundle bundle) {
        return (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
    }

    static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    /** The bundles that were active, and are judged by that afterwards. */
    List<Bundle> active(Predicate<Bundle> judged) {
        return states.stream()
                .filter(State::active)
                .map(State::bundle)
                .filter(judged)
                .toList();
    }

    /** Gives the bundles that a transaction touched the states that they had, and returns what failed. Others are left alone. */
    List<Exception> restore(BundleContext context, Touched touched) {
        List<Exception> failures = new ArrayList<>();
        List<State> inOrder = new ArrayList<>(states);
        inOrder.removeIf(state -> !touched.contains(state.location()));
        inOrder.sort(Comparator.comparing(State::startLevel));
        for (State state : inOrder) {
            Bundle bundle = context.getBundle(state.location());
            try {
                if (bundle == null) {
                    failures.add(DeploymentException.of(state.symbolicName(), state.symbolicName() + " is gone", null));
                } else {
                    restore(bundle, state);
                }
            } catch (BundleException | RuntimeException e) {
                String reason = state.symbolicName() + " does not run again: " + DeploymentException.reason(e);
                failures.add(DeploymentException.of(state.symbolicName(), reason, e));
            }
        }
        return failures;
    }

    private static void restore(Bundle bundle, State state) throws BundleException {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        if (level.getStartLevel() != state.startLevel()) {
            level.setStartLevel(state.startLevel());
        }
        if (isFragment(bundle)) {
            return;
        }
        int transiently = state.persistent() ? 0 : Bundle.START_TRANSIENT;
        if (state.active() && (!isStarted(bundle) || level.isPersistentlyStarted() != state.persistent())) {
            bundle.start(Bundle.START_ACTIVATION_POLICY | transiently);
        } else if (!state.active() && (isStarted(bundle) || level.isPersistentlyStarted() != state.persistent())) {
            bundle.stop(state.persistent() ? Bundle.STOP_TRANSIENT : 0);
        }
    }
}
