package dev.lockstep.commands.internal;

import dev.lockstep.core.node.NodeSettings;
import java.net.URI;
import java.util.List;

/** Settings of which one is being changed. */
final class SettingsDraft {
    NodeSettings.SourceKind sourceKind;
    List<URI> vendorUrls;
    String serverAddress;
    String serverPort;
    String folder;
    NodeSettings.AddressFrom addressFrom;
    boolean distribute;
    boolean receiveModules;
    String channel;
    List<String> components;
    boolean automatic;
    long bytesPerSecond;

    SettingsDraft(NodeSettings settings) {
        sourceKind = settings.sourceKind();
        vendorUrls = settings.vendorUrls();
        serverAddress = settings.serverAddress();
        serverPort = settings.serverPort();
        folder = settings.folder();
        addressFrom = settings.addressFrom();
        distribute = settings.distribute();
        receiveModules = settings.receiveModules();
        channel = settings.channel();
        components = settings.components();
        automatic = settings.automatic();
        bytesPerSecond = settings.bytesPerSecond();
    }

    NodeSettings settings() {
        return new NodeSettings(
                sourceKind,
                vendorUrls,
                serverAddress,
                serverPort,
                folder,
                addressFrom,
                distribute,
                receiveModules,
                channel,
                components,
                automatic,
                bytesPerSecond);
    }
}
