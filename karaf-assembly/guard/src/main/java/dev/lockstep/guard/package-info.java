/**
 * The guard: whatever way a bundle came into the framework, it runs only if its bytes are on a list of what was signed.
 *
 * <p>OSGi knows no veto against an installation. So the guard keeps unlisted bundles from ever being resolved, and removes them.
 * It is there before any bundle is, for it starts with the framework itself ({@link dev.lockstep.guard.GuardedFrameworkFactory}).
 */
package dev.lockstep.guard;
