package dev.lockstep.core.component;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A Karaf features file ({@code http://karaf.apache.org/xmlns/features}), as far as it can be followed without Karaf's resolver.
 *
 * <p>What is read means what it means to Karaf. Whatever else stands there is refused by name, for if it were passed over,
 * somebody would wait for it in vain.
 *
 * @param features in the order of the file
 */
public record FeaturesFile(List<Feature> features) {
    private static final long LIMIT = 4 << 20;
    private static final Set<String> ROOT_ELEMENTS = Set.of("feature", "repository", "resource-repository");

    /** What Karaf keeps of a feature for people or for its own console, and does not install by. */
    private static final Set<String> FEATURE_ATTRIBUTES =
            Set.of("name", "version", "description", "install", "hidden", "resolver");

    public FeaturesFile {
        features = List.copyOf(features);
    }

    /**
     * One feature.
     *
     * @param name its name
     * @param version as it is written; {@code 0.0.0} if it has none, as for Karaf
     * @param title for people
     * @param details for people
     * @param needs the features that it needs
     * @param bundles what it installs
     * @param requirements what it needs besides, as in {@code Require-Capability}
     * @param capabilities what it provides besides, as in {@code Provide-Capability}
     */
    public record Feature(
            String name,
            String version,
            String title,
            String details,
            List<Need> needs,
            List<BundleLine> bundles,
            List<String> requirements,
            List<String> capabilities) {
        public Feature {
            needs = List.copyOf(needs);
            bundles = List.copyOf(bundles);
            requirements = List.copyOf(requirements);
            capabilities = List.copyOf(capabilities);
        }

        @Override
        public String toString() {
            return name + "/" + version;
        }
    }

    /**
     * A feature that another needs.
     *
     * @param name its name
     * @param version a version or a range, as it is written; empty for any
     */
    public record Need(String name, String version) {}

    /**
     * A bundle of a feature.
     *
     * @param address where Karaf would have it from
     * @param startLevel its own; empty for the usual one
     */
    public record BundleLine(BundleAddress address, Optional<Integer> startLevel) {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException that says what of it cannot be used
     */
    public static FeaturesFile read(Path file) throws IOException {
        List<Feature> features = new ArrayList<>();
        for (Element element : children(root(file))) {
            String name = element.getLocalName();
            if (!ROOT_ELEMENTS.contains(name)) {
                throw refused("features.element", "the file", name);
            }
            if (name.equals("feature")) {
                Feature feature = feature(element);
                if (features.stream().anyMatch(other -> other.toString().equals(feature.toString()))) {
                    throw new UnusableValueException(Sentence.of("features.twice", Map.of("feature", feature)));
                }
                features.add(feature);
            }
        }
        return new FeaturesFile(features);
    }

    /**
     * The feature that is meant.
     *
     * @param wanted its name, or name/version; empty if the file has only one
     * @throws IllegalArgumentException if there is none, or there are several
     */
    public Feature only(Optional<String> wanted) {
        List<Feature> found = features.stream()
                .filter(feature -> wanted.isEmpty()
                        || feature.name().equals(wanted.get())
                        || feature.toString().equals(wanted.get()))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new UnusableValueException(
                found.isEmpty()
                        ? Sentence.of("features.none", Map.of("feature", wanted.orElse("")))
                        : Sentence.of("features.several", Map.of("features", text(found))));
    }

    private static String text(List<Feature> features) {
        return String.join(", ", features.stream().map(Feature::toString).toList());
    }

    /**
     * The feature of this file that meets a need, of several versions the highest; empty if the file has none of the name.
     *
     * @throws IllegalArgumentException if it has the name, and no version that is wanted
     */
    public Optional<Feature> meeting(Need need) {
        List<Feature> named =
                features.stream().filter(one -> one.name().equals(need.name())).toList();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Optional<Feature> best = named.stream()
                .filter(one -> FeatureVersions.isIn(one.version(), need.version()))
                .max((one, other) -> FeatureVersions.compare(one.version(), other.version()));
        if (best.isEmpty()) {
            throw new UnusableValueException(Sentence.of(
                    "features.other-version",
                    Map.of("feature", need.name() + " " + need.version(), "features", text(named))));
        }
        return best;
    }

    private static Feature feature(Element element) {
        String name = element.getAttribute("name").strip();
        if (name.isEmpty()) {
            throw new UnusableValueException(Sentence.of("features.nameless"));
        }
        attributes(element, FEATURE_ATTRIBUTES, name);
        List<Need> needs = new ArrayList<>();
        List<BundleLine> bundles = new ArrayList<>();
        List<String> requirements = new ArrayList<>();
        List<String> capabilities = new ArrayList<>();
        String details = "";
        for (Element child : children(element)) {
            String text = child.getTextContent().strip();
            switch (child.getLocalName()) {
                case "details" -> details = text;
                case "feature" -> needs.add(need(child, text, name));
                case "bundle" -> bundles.add(bundle(child, text, name));
                case "requirement" -> requirements.add(text);
                case "capability" -> capabilities.add(text);
                default -> throw refused("features.element", name, child.getLocalName());
            }
        }
        String version = element.getAttribute("version").strip();
        String description = element.getAttribute("description").strip();
        return new Feature(
                name,
                version.isEmpty() ? "0.0.0" : version,
                description.isEmpty() ? name : description,
                details,
                needs,
                bundles,
                requirements,
                capabilities);
    }

    private static Need need(Element element, String text, String feature) {
        attributes(element, Set.of("version", "prerequisite", "dependency"), feature);
        refuseFlag(element, "dependency", "true", feature);
        return new Need(text, element.getAttribute("version").strip());
    }

    private static BundleLine bundle(Element element, String text, String feature) {
        attributes(element, Set.of("start-level", "start", "dependency"), feature);
        refuseFlag(element, "start", "false", feature);
        refuseFlag(element, "dependency", "true", feature);
        String level = element.getAttribute("start-level").strip();
        try {
            return new BundleLine(
                    BundleAddress.parse(text),
                    level.isEmpty() || level.equals("0") ? Optional.empty() : Optional.of(Integer.valueOf(level)));
        } catch (NumberFormatException e) {
            throw new UnusableValueException(
                    Sentence.of("features.start-level", Map.of("feature", feature, "level", level)), e);
        }
    }

    /** A flag that means something that we do not do. */
    private static void refuseFlag(Element element, String name, String value, String feature) {
        if (element.getAttribute(name).strip().equals(value)) {
            throw new UnusableValueException(Sentence.of(
                    "features.flag",
                    Map.of(
                            "feature", feature,
                            "element",
                                    element.getLocalName() + " "
                                            + element.getTextContent().strip(),
                            "flag", name + "=\"" + value + "\"")));
        }
    }

    private static void attributes(Element element, Set<String> known, String feature) {
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            boolean ofXml = attribute.getNodeName().startsWith("xmlns")
                    || attribute.getNodeName().contains(":");
            if (!ofXml && !known.contains(attribute.getNodeName())) {
                throw refused("features.attribute", feature, attribute.getNodeName());
            }
        }
    }

    private static UnusableValueException refused(String key, String feature, String what) {
        return new UnusableValueException(Sentence.of(key, Map.of("feature", feature, "what", what)));
    }

    private static Element root(Path file) throws IOException {
        if (Files.size(file) > LIMIT) {
            throw new IllegalArgumentException("it is longer than " + LIMIT + " bytes");
        }
        byte[] content = Files.readAllBytes(file);
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
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
            throw new IllegalStateException("Java's own XML parser knows these features", e);
        }
    }

    private static List<Element> children(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
