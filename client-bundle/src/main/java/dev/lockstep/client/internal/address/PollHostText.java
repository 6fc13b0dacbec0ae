package dev.lockstep.client.internal.address;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.core.problem.Explained;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.text.TextFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Finds the server's address in section {@code PollHost} of a poll service's configuration file. The form of the file, INI, JSON
 * or XML, is recognised by its contents; names of sections and keys may have any case.
 */
final class PollHostText {
    static final String SECTION = "PollHost";
    private static final String HOST = "Host";
    private static final String PORT = "Port";

    /** As the readers of JSON in most programs have it that let people write their settings in JSON. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private static final Pattern LEADING_COMMENTS =
            Pattern.compile("\\A(?:\\s++|(?://|#)[^\r\n]*+|/\\*(?:[^*]|\\*(?!/))*+\\*/)*+");

    private PollHostText() {}

    /**
     * Reads the address.
     *
     * @throws Unusable with the key and the reason
     */
    static ServerAddress parse(byte[] bytes) throws Unusable {
        String text = decoded(bytes).strip();
        if (text.isEmpty()) {
            throw new Unusable(SECTION, Sentence.of("poll-host.empty"));
        }
        Optional<Map<String, String>> section = switch (firstOf(text)) {
            case '<' -> xmlSection(bytes);
            case '{' -> jsonSection(text);
            default -> iniSection(text);
        };
        return address(section.orElseThrow(() -> new Unusable(SECTION, Sentence.of("poll-host.no-section"))));
    }

    private static ServerAddress address(Map<String, String> section) throws Unusable {
        String host = section.getOrDefault(HOST, "").strip();
        if (host.isEmpty()) {
            throw new Unusable(SECTION + "." + HOST, Sentence.of("poll-host.missing"));
        }
        requireReadable(HOST, host);
        String port = section.getOrDefault(PORT, "");
        requireReadable(PORT, port);
        try {
            return ServerAddress.parse(host, port);
        } catch (ProblemException e) {
            boolean badPort = e.problem().facts().containsKey("port");
            throw new Unusable(
                    SECTION + "." + (badPort ? PORT : HOST),
                    badPort
                            ? Sentence.of("poll-host.bad-port", Map.of("port", port.strip()))
                            : Sentence.of("poll-host.bad-address", Map.of("address", host)));
        }
    }

    /** What the form is recognised by; comments may stand before it. */
    private static char firstOf(String text) {
        String rest = LEADING_COMMENTS.matcher(text).replaceFirst("");
        return rest.startsWith("{") ? '{' : text.charAt(0);
    }

    private static void requireReadable(String key, String value) throws Unusable {
        if (value.indexOf(TextFile.UNREADABLE) >= 0) {
            throw new Unusable(SECTION + "." + key, Sentence.of("poll-host.unreadable"));
        }
    }

    private static Optional<Map<String, String>> iniSection(String text) {
        Map<String, String> values = caseless();
        boolean found = false;
        boolean inside = false;
        for (String raw : text.split("\r\n|\r|\n")) {
            String line = raw.strip();
            if (line.startsWith("[") && line.contains("]")) {
                String name = line.substring(1, line.indexOf(']')).strip();
                inside = !found && name.equalsIgnoreCase(SECTION);
                found |= inside;
            } else if (inside && !line.startsWith(";") && !line.startsWith("#") && line.indexOf('=') > 0) {
                int equals = line.indexOf('=');
                values.putIfAbsent(line.substring(0, equals).strip(), iniValue(line.substring(equals + 1)));
            }
        }
        return found ? Optional.of(values) : Optional.empty();
    }

    private static String iniValue(String raw) {
        String value = raw.replaceFirst("\\s[;#].*$", "").strip();
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static Optional<Map<String, String>> jsonSection(String text) throws Unusable {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Unusable(SECTION, Sentence.of("poll-host.no-json", Map.of("cause", e.getOriginalMessage())));
        }
        Map<String, String> sections = caseless();
        root.fieldNames().forEachRemaining(name -> sections.putIfAbsent(name, name));
        if (!sections.containsKey(SECTION)) {
            return Optional.empty();
        }
        JsonNode section = root.get(sections.get(SECTION));
        if (!section.isObject()) {
            throw new Unusable(SECTION, Sentence.of("poll-host.no-object"));
        }
        Map<String, String> values = caseless();
        section.properties()
                .forEach(field ->
                        values.putIfAbsent(field.getKey(), field.getValue().asText("")));
        return Optional.of(values);
    }

    private static Optional<Map<String, String>> xmlSection(byte[] content) throws Unusable {
        Element root;
        try {
            DocumentBuilder builder = xmlParser();
            root = builder.parse(new ByteArrayInputStream(content)).getDocumentElement();
        } catch (SAXException e) {
            throw new Unusable(SECTION, Sentence.of("poll-host.no-xml", Map.of("cause", Sentence.said(e))));
        } catch (IOException e) {
            throw new Unusable(SECTION, Sentence.of("poll-host.encoding", Map.of("cause", Sentence.said(e))));
        }
        if (root.getNodeName().equalsIgnoreCase(SECTION)) {
            return Optional.of(xmlValues(root));
        }
        NodeList all = root.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i).getNodeName().equalsIgnoreCase(SECTION)) {
                return Optional.of(xmlValues((Element) all.item(i)));
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> xmlValues(Element section) {
        Map<String, String> values = caseless();
        for (int i = 0; i < section.getAttributes().getLength(); i++) {
            Node attribute = section.getAttributes().item(i);
            values.put(attribute.getNodeName(), attribute.getNodeValue());
        }
        for (Node child = section.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                values.putIfAbsent(element.getNodeName(), element.getTextContent());
            }
        }
        return values;
    }

    private static DocumentBuilder xmlParser() {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            // Without a document type there are no entities, so nothing outside the file is ever read.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new ThrowingHandler());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("Java's own XML parser knows these features", e);
        }
    }

    /** The file is another program's, and may have comments in an old encoding; the address itself has to be readable. */
    private static String decoded(byte[] content) throws Unusable {
        try {
            return TextFile.inAnyEncoding(content).text();
        } catch (UnusableValueException e) {
            throw new Unusable(SECTION, e.sentence());
        }
    }

    private static Map<String, String> caseless() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    /** The file does not say where the server is. */
    static final class Unusable extends Exception implements Explained {
        private final String key;
        private final transient Sentence reason;

        Unusable(String key, Sentence reason) {
            super(reason.toString());
            this.key = key;
            this.reason = reason;
        }

        String key() {
            return key;
        }

        @Override
        public Sentence sentence() {
            return reason;
        }
    }

    /** Java's default handler would also print to the console. */
    private static final class ThrowingHandler implements ErrorHandler {
        @Override
        public void warning(SAXParseException exception) {
            // A warning leaves the document usable.
        }

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }
}
