/** The published folder: what lies in it, and how long it is valid. */
package dev.lockstep.cli.repository;
