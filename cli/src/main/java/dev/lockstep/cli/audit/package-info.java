/** Verification of audit logs. */
package dev.lockstep.cli.audit;
