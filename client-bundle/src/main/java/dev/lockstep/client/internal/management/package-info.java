/** What operators see of this bundle through JMX. */
package dev.lockstep.client.internal.management;
