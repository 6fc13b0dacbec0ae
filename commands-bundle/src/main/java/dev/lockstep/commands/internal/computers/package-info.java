/** The computers below this one: who is admitted, what they run and what they are to run. */
package dev.lockstep.commands.internal.computers;
