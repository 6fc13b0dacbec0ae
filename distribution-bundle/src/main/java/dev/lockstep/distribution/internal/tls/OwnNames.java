package dev.lockstep.distribution.internal.tls;

import java.net.IDN;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names and addresses by which this computer can be reached, as its operating system knows them. */
public final class OwnNames implements Supplier<Set<String>> {
    private static final Logger LOG = LoggerFactory.getLogger(OwnNames.class);
    private static final Pattern DNS = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*");

    private final List<String> more;

    /** Those of the operating system, and more that an administrator named. */
    public OwnNames(List<String> more) {
        this.more = List.copyOf(more);
    }

    @Override
    public Set<String> get() {
        Set<String> names = new TreeSet<>();
        names.add("localhost");
        names.add(InetAddress.getLoopbackAddress().getHostAddress());
        try {
            InetAddress self = InetAddress.getLocalHost();
            add(names, self.getHostName());
            add(names, self.getCanonicalHostName());
        } catch (UnknownHostException e) {
            LOG.debug("This computer's own name does not resolve", e);
        }
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getHostAddress)
                    .forEach(address -> add(names, address));
        } catch (SocketException e) {
            LOG.debug("The interfaces of this computer cannot be listed", e);
        }
        more.forEach(name -> add(names, name));
        return names;
    }

    private static void add(Set<String> names, String name) {
        int zone = name.indexOf('%');
        String plain = zone < 0 ? name : name.substring(0, zone);
        if (plain.indexOf(':') >= 0 || plain.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            names.add(plain);
            return;
        }
        try {
            String ascii = IDN.toASCII(plain).toLowerCase(Locale.ROOT);
            if (DNS.matcher(ascii).matches()) {
                names.add(ascii);
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("{} is no DNS name", plain, e);
        }
    }
}
