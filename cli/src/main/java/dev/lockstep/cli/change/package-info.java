/** Changes of what is signed, and the ceremonies in which several people sign one. */
package dev.lockstep.cli.change;
