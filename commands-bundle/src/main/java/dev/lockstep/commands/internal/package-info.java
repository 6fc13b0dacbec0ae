/** The commands of the scopes {@code lockstep} and {@code module}; Karaf finds them by the names of these packages. */
@Header(name = "Karaf-Commands", value = "dev.lockstep.commands.internal.*")
package dev.lockstep.commands.internal;

import org.osgi.annotation.bundle.Header;
