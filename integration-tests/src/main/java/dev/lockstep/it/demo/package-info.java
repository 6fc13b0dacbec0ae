/** The demo: a small distributed system on this machine goes through everything an administrator does with Lockstep. */
package dev.lockstep.it.demo;
