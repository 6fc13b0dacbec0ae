package dev.lockstep.examples.metering.common;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Reads a configuration file in any of three forms; the first character tells which.
 *
 * <pre>
 * [PollHost]              {"PollHost":               &lt;configuration&gt;
 * Host=10.0.0.5             {"Host":"10.0.0.5",        &lt;PollHost&gt;&lt;Host&gt;10.0.0.5&lt;/Host&gt;
 * Port=10000                 "Port":10000}}                      &lt;Port&gt;10000&lt;/Port&gt;&lt;/PollHost&gt;&lt;/configuration&gt;
 * </pre>
 */
public final class SettingsFile {
    private static final long MAX_BYTES = 256 << 10;

    private SettingsFile() {}

    public static Settings read(Path file) throws BadInput, IOException {
        String text = text(file);
        if (text.startsWith("{")) {
            return new Settings(file, json(file, text));
        }
        return new Settings(file, text.startsWith("<") ? xml(file, text) : ini(file, text));
    }

    private static String text(Path file) throws BadInput, IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new BadInput("settings.too-large", file + " is larger than " + MAX_BYTES + " bytes.");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1).strip() : text.strip();
        } catch (NoSuchFileException e) {
            throw new BadInput("settings.file-missing", file + " does not exist.");
        } catch (CharacterCodingException e) {
            throw new BadInput("settings.malformed", file + " is not a text file in UTF-8.");
        }
    }

    private static Map<String, Map<String, String>> ini(Path file, String text) throws BadInput {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> section = new LinkedHashMap<>();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                section = sections.computeIfAbsent(
                        line.substring(1, line.length() - 1).strip(), name -> new LinkedHashMap<>());
            } else if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith(";")) {
                if (equals < 1) {
                    throw malformed(file, "line " + number + " is neither [Section] nor Key=Value");
                }
                section.put(line.substring(0, equals).strip(), line.substring(equals + 1));
            }
        }
        return sections;
    }

    private static Map<String, Map<String, String>> json(Path file, String text) throws BadInput {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        try {
            Fields top = Json.parse(text);
            for (String name : top.members().keySet()) {
                Map<String, String> section = new LinkedHashMap<>();
                top.object(name).members().forEach((key, value) -> section.put(key, value.toString()));
                sections.put(name, section);
            }
        } catch (BadInput e) {
            throw malformed(file, e.getMessage());
        }
        return sections;
    }

    private static Map<String, Map<String, String>> xml(Path file, String text) throws BadInput, IOException {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            // No document type means no entities: nothing outside the file is read and nothing can explode.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            Element top = builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
            for (Element element : children(top).values()) {
                Map<String, String> section = new LinkedHashMap<>();
                children(element).forEach((key, value) -> section.put(key, value.getTextContent()));
                sections.put(element.getTagName(), section);
            }
        } catch (SAXException e) {
            throw malformed(file, e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The XML parser of this Java cannot be made safe", e);
        }
        return sections;
    }

    private static Map<String, Element> children(Element parent) {
        Map<String, Element> children = new LinkedHashMap<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.put(element.getTagName(), element);
            }
        }
        return children;
    }

    private static BadInput malformed(Path file, String what) {
        String stop = what.endsWith(".") ? "" : ".";
        return new BadInput("settings.malformed", file + " is not a configuration file: " + what + stop);
    }

    /** Keeps the parser from printing to the error stream: its errors are told once, by us. */
    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
