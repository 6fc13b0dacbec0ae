/** The terminal: options that all commands have, results, progress, failures and secrets. */
package dev.lockstep.cli.console;
