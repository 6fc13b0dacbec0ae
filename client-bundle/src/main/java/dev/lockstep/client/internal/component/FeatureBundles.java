package dev.lockstep.client.internal.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Finds the bundles of features in a component's tree. The features file is Karaf's; every bundle that it names has to lie in the
 * tree, under its address or under the name that a Maven repository would give it, for nothing is loaded from elsewhere.
 */
final class FeatureBundles {
    private final Path tree;
    private final Map<String, Element> features = new TreeMap<>();

    private FeatureBundles(Path tree) {
        this.tree = tree;
    }

    /**
     * The bundles of some features, in the order in which they are installed.
     *
     * @throws IllegalArgumentException that says what of it cannot be used
     */
    static List<Path> find(Path tree, ComponentDescription.Features wanted) throws IOException {
        FeatureBundles bundles = new FeatureBundles(tree);
        Element root = bundles.root(bundles.inTree(wanted.repository()));
        for (Element feature : children(root, "feature")) {
            bundles.features.put(feature.getAttribute("name"), feature);
        }
        Set<Path> found = new LinkedHashSet<>();
        for (String name : wanted.names()) {
            if (!bundles.features.containsKey(name)) {
                throw new IllegalArgumentException("there is no feature " + name + " in " + wanted.repository());
            }
            bundles.collect(name, found, new LinkedHashSet<>());
        }
        return List.copyOf(found);
    }

    private void collect(String name, Set<Path> found, Set<String> seen) throws IOException {
        Element feature = features.get(name);
        if (feature == null || !seen.add(name)) {
            // A feature of the node itself, which is there already.
            return;
        }
        for (Element needed : children(feature, "feature")) {
            collect(needed.getTextContent().strip(), found, seen);
        }
        for (Element bundle : children(feature, "bundle")) {
            found.add(file(bundle.getTextContent().strip()));
        }
    }

    private Path file(String location) throws IOException {
        String address = location.replaceFirst("^file:/*", "");
        if (!location.startsWith("mvn:") && Files.isRegularFile(inTree(address))) {
            return inTree(address);
        }
        String name = fileName(location);
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("the bundle " + location + " is not in the tree"));
        }
    }

    private static String fileName(String location) {
        String[] maven = location.replaceFirst("^mvn:", "").split("/");
        return location.startsWith("mvn:") && maven.length == 3
                ? maven[1] + "-" + maven[2] + ".jar"
                : maven[maven.length - 1];
    }

    private Path inTree(String path) {
        Path file = tree.resolve(path).normalize();
        if (!file.startsWith(tree.normalize())) {
            throw new IllegalArgumentException("the path " + path + " leads out of the tree");
        }
        return file;
    }

    private Element root(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        } catch (SAXException e) {
            throw new IllegalArgumentException(file.getFileName() + " is not a features file: " + e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("Java's own XML parser knows these features", e);
        }
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getNodeName().equals(name)) {
                children.add(element);
            }
        }
        return children;
    }
}
