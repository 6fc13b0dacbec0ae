/** The installed modules in the formats of the ecosystem. */
package dev.lockstep.modules.internal.feed;
