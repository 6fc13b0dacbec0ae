/** Proposals for the Tab key. */
package dev.lockstep.commands.internal.completion;
