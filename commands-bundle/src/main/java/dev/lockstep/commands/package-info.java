/** The Karaf shell commands, and nothing but commands. */
package dev.lockstep.commands;
