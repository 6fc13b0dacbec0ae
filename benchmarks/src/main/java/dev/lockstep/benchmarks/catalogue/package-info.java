/** How long a catalogue of many signed modules takes. */
package dev.lockstep.benchmarks.catalogue;
