/** The conversation between a command and the person at its session. */
package dev.lockstep.commands.internal.console;
