/** The part of Pax URL's interface that Karaf calls, under the names by which Karaf imports it. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("2.7.0")
package org.ops4j.pax.url.mvn;
