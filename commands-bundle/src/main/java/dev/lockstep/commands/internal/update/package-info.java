/** Checking, updating, going back, and filling the distribution folder. */
package dev.lockstep.commands.internal.update;
