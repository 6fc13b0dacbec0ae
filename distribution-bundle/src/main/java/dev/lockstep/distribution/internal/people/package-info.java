/** People at the port: signing in, sessions, rights. */
package dev.lockstep.distribution.internal.people;
