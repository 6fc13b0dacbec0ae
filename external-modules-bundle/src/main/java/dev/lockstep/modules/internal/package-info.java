/** The service {@link dev.lockstep.core.node.ExternalModules}: what is wanted, what is written down, what is done. */
package dev.lockstep.modules.internal;
