/** The lockstep program for vendors and operators: it writes and checks what a vendor publishes. */
package dev.lockstep.cli;
