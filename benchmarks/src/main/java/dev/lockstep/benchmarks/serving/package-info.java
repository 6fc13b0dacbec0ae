/** How fast files are served, and at what price, against nginx on the same machine in the same run. */
package dev.lockstep.benchmarks.serving;
