/** The site of this main server: its keys, approvers, backup and address. */
package dev.lockstep.commands.internal.site;
