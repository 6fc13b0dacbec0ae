/** This computer: its status, its settings, and what was done on it. */
package dev.lockstep.commands.internal.node;
