/** Who is answered on the one port: TLS or not, computers, people, strangers. */
package dev.lockstep.distribution.internal.access;
