/** External modules. */
package dev.lockstep.commands.internal.modules;
