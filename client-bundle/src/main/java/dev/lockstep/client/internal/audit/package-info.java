/** The audit log of this computer as services: writing with the name of who it was, and reading. */
package dev.lockstep.client.internal.audit;
