/** What every benchmark needs: the machine it ran on, what a process took, and the middle of several measurements. */
package dev.lockstep.benchmarks;
