/** The private keys that sign, in files or on a token. */
package dev.lockstep.cli.keys;
