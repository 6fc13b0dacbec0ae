package dev.lockstep.module;

import dev.lockstep.core.version.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A Karaf features file ({@code http://karaf.apache.org/xmlns/features}), as far as a module can hold what it says. */
final class FeaturesFile {
    private static final long LIMIT = 4 << 20;

    private FeaturesFile() {}

    record Feature(String name, Version version, String title, String details, List<BundleLine> bundles) {}

    record BundleLine(String location, Optional<Integer> startLevel) {
        /** The name of the local file: the file that a Maven repository has under this address, or its last part. */
        String fileName() {
            String address = location.replaceFirst("[?$#].*", "");
            if (address.startsWith("mvn:")) {
                String[] parts = address.substring(address.lastIndexOf('!') + 1)
                        .replaceFirst("^mvn:", "")
                        .split("/");
                if (parts.length < 3) {
                    throw new IllegalArgumentException("the bundle address " + location + " has no version");
                }
                String type = parts.length > 3 && !parts[3].isEmpty() ? parts[3] : "jar";
                String classifier = parts.length > 4 ? "-" + parts[4] : "";
                return parts[1] + "-" + parts[2] + classifier + "." + type;
            }
            return address.substring(Math.max(address.lastIndexOf('/'), address.lastIndexOf(':')) + 1);
        }
    }

    static Feature read(Path file, Optional<String> wanted) throws IOException {
        List<Element> features = children(root(file), "feature");
        List<Element> found = features.stream()
                .filter(feature ->
                        wanted.isEmpty() || feature.getAttribute("name").equals(wanted.get()))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(wanted.map(name -> "it does not have exactly one feature " + name)
                    .orElse("it has " + found.size() + " features; say which one is meant"));
        }
        return feature(found.get(0));
    }

    private static Feature feature(Element feature) {
        for (String unsupported : List.of("config", "configfile", "conditional", "library")) {
            if (!children(feature, unsupported).isEmpty()) {
                throw new IllegalArgumentException("the feature has <" + unsupported
                        + ">, which a module cannot carry: settings belong into the computer's etc folder");
            }
        }
        String name = feature.getAttribute("name");
        String description = feature.getAttribute("description");
        List<BundleLine> bundles = new ArrayList<>();
        for (Element bundle : children(feature, "bundle")) {
            String level = bundle.getAttribute("start-level");
            bundles.add(new BundleLine(
                    bundle.getTextContent().strip(),
                    level.isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(level))));
        }
        String details = children(feature, "details").stream()
                .map(element -> element.getTextContent().strip())
                .findFirst()
                .orElse("");
        return new Feature(
                name,
                version(feature.getAttribute("version")),
                description.isEmpty() ? name : description,
                details,
                bundles);
    }

    private static Version version(String text) {
        try {
            return Version.parse(text);
        } catch (IllegalArgumentException notSemantic) {
            return OsgiVersion.parse(text);
        }
    }

    private static Element root(Path file) throws IOException {
        if (Files.size(file) > LIMIT) {
            throw new IllegalArgumentException("it is longer than " + LIMIT + " bytes");
        }
        byte[] content = Files.readAllBytes(file);
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Element root = builder.parse(new ByteArrayInputStream(content)).getDocumentElement();
            if (!root.getLocalName().equals("features")) {
                throw new IllegalArgumentException(
                        "it is not a features file: it begins with <" + root.getLocalName() + ">");
            }
            return root;
        } catch (SAXException | IOException e) {
            throw new IllegalArgumentException("it is not a features file: " + e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java has no XML parser that can refuse a document type", e);
        }
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> elements = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getLocalName().equals(name)) {
                elements.add(element);
            }
        }
        return elements;
    }
}
