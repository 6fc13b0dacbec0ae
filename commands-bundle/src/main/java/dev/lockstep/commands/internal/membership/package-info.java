/** The site that this computer belongs to. */
package dev.lockstep.commands.internal.membership;
