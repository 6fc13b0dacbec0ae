/** A distributed system on one machine: a vendor's web server, nodes unpacked from the distributions, meters. */
package dev.lockstep.it.site;
