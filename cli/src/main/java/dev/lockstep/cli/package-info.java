/** The lockstep program for vendors and operators. */
package dev.lockstep.cli;
