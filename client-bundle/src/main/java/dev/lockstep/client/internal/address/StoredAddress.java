package dev.lockstep.client.internal.address;

import dev.lockstep.core.source.ServerAddress;

/** How an address stands in the files of this package. */
record StoredAddress(String address, int port) {
    static StoredAddress of(ServerAddress address) {
        return new StoredAddress(address.host(), address.port());
    }

    ServerAddress read() {
        return new ServerAddress(address, port);
    }
}
