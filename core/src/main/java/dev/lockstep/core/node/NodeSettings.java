package dev.lockstep.core.node;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.UpdateSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an administrator chose for this computer; the settings of the update page.
 *
 * <p>Values of the kinds of source that are not chosen are kept, so that changing back and forth loses nothing.
 *
 * @param sourceKind which of the sources is used
 * @param vendorUrls the vendor's update servers, tried in order
 * @param serverAddress another computer that distributes updates, as text; empty to take it from {@link #addressFrom}
 * @param serverPort its port, as text; empty means 10000
 * @param folder a folder or a medium, as text
 * @param addressFrom where the server's address comes from if it is not written here
 * @param distribute "distribute updates on this computer"
 * @param receiveModules "receive external modules"
 * @param channel the channel whose releases a check at the vendor takes
 * @param components the components that this computer has, the node itself not among them
 * @param automatic whether an assigned release is installed without anybody asking
 * @param bytesPerSecond limit for downloads; 0 for none
 */
public record NodeSettings(
        SourceKind sourceKind,
        List<URI> vendorUrls,
        String serverAddress,
        String serverPort,
        String folder,
        AddressFrom addressFrom,
        boolean distribute,
        boolean receiveModules,
        String channel,
        List<String> components,
        boolean automatic,
        long bytesPerSecond) {

    public NodeSettings {
        Objects.requireNonNull(sourceKind, "sourceKind");
        vendorUrls = List.copyOf(vendorUrls);
        Objects.requireNonNull(serverAddress, "serverAddress");
        Objects.requireNonNull(serverPort, "serverPort");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(addressFrom, "addressFrom");
        Objects.requireNonNull(channel, "channel");
        components = List.copyOf(components);
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("the download limit cannot be " + bytesPerSecond + " bytes per second");
        }
    }

    /**
     * The source that these settings name by themselves; empty if the kind that is chosen has no value here (the address
     * may still come from {@link #addressFrom}).
     *
     * @throws dev.lockstep.core.problem.ProblemException if address or port are unusable
     */
    public Optional<UpdateSource> source() {
        return switch (sourceKind) {
            case VENDOR -> vendorUrls.isEmpty() ? Optional.empty() : Optional.of(new UpdateSource.Vendor(vendorUrls));
            case COMPUTER ->
                serverAddress.isBlank()
                        ? Optional.empty()
                        : Optional.of(new UpdateSource.Computer(ServerAddress.parse(serverAddress, serverPort), false));
            case FOLDER ->
                folder.isBlank() ? Optional.empty() : Optional.of(new UpdateSource.Folder(Path.of(folder.strip())));
            case IMPORT -> Optional.of(new UpdateSource.Imported());
        };
    }

    /**
     * Makes sure that the site is here.
     *
     * @throws ProblemException with {@code SITE_NOT_HERE} if this computer takes its updates from another, whose site it belongs to
     */
    public void requireMain() {
        if (sourceKind == SourceKind.COMPUTER) {
            throw ProblemException.of(
                    ProblemCode.SITE_NOT_HERE,
                    Map.of("address", source().map(UpdateSource::name).orElse("another computer")));
        }
    }

    /** The same settings with "distribute updates on this computer" on or off. */
    public NodeSettings withDistribute(boolean on) {
        return new NodeSettings(
                sourceKind,
                vendorUrls,
                serverAddress,
                serverPort,
                folder,
                addressFrom,
                on,
                receiveModules,
                channel,
                components,
                automatic,
                bytesPerSecond);
    }

    /** The same settings with another computer as the source. */
    public NodeSettings withServer(String address, String port) {
        return new NodeSettings(
                SourceKind.COMPUTER,
                vendorUrls,
                address,
                port,
                folder,
                addressFrom,
                distribute,
                receiveModules,
                channel,
                components,
                automatic,
                bytesPerSecond);
    }

    /** The kinds of source to choose from. */
    public enum SourceKind {
        /** The vendor's update servers. */
        VENDOR,
        /** Another computer. */
        COMPUTER,
        /** A folder or medium. */
        FOLDER,
        /** Offline bundles, which somebody imports here. */
        IMPORT
    }

    /** Where a client's server address comes from when the settings name none. */
    public enum AddressFrom {
        /** Nowhere: only the settings count. */
        SETTINGS,
        /** The workstation's login window. */
        LOGIN_WINDOW,
        /** Section {@code PollHost} of the poll service's configuration file. */
        POLL_HOST
    }
}
