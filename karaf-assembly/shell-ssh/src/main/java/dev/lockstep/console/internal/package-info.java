/** The node's console over SSH: Karaf's shell for administrators, a console of words for everybody else. */
package dev.lockstep.console.internal;
