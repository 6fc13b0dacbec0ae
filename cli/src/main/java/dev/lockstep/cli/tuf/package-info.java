/**
 * {@code lockstep-tuf}: the trust client alone, with the command line by which the public TUF conformance suite drives
 * clients; also for looking into any TUF repository.
 */
package dev.lockstep.cli.tuf;
