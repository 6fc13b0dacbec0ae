/** What this bundle answers on the one port. */
package dev.lockstep.fleet.internal.http;
