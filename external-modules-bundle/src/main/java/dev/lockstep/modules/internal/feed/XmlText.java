package dev.lockstep.modules.internal.feed;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes an XML document with one namespace to memory; the same contents always give the same bytes. */
final class XmlText {
    private final XMLStreamWriter out;

    private XmlText(XMLStreamWriter out) {
        this.out = out;
    }

    /** A document with its root element. */
    static byte[] document(String namespace, String root, Map<String, String> attributes, Consumer<XmlText> contents) {
        StringWriter text = new StringWriter();
        try {
            // Java's own, whatever else there is in a framework.
            XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            out.writeStartDocument("UTF-8", "1.0");
            out.writeStartElement(root);
            out.writeDefaultNamespace(namespace);
            XmlText xml = new XmlText(out);
            xml.attributes(attributes);
            contents.accept(xml);
            out.writeEndElement();
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** An element with text. */
    void element(String name, Map<String, String> attributes, String text) {
        element(name, attributes, () -> writing(() -> out.writeCharacters(allowed(text))));
    }

    /** An element with others in it. */
    void element(String name, Map<String, String> attributes, Runnable contents) {
        writing(() -> {
            out.writeStartElement(name);
            attributes(attributes);
            contents.run();
            out.writeEndElement();
        });
    }

    private void attributes(Map<String, String> attributes) throws XMLStreamException {
        for (Map.Entry<String, String> attribute : new TreeMap<>(attributes).entrySet()) {
            out.writeAttribute(attribute.getKey(), allowed(attribute.getValue()));
        }
    }

    /** What XML 1.0 cannot hold (section 2.2), and the writer would write all the same, becomes a question mark in a box. */
    private static String allowed(String text) {
        StringBuilder allowed = new StringBuilder(text.length());
        text.codePoints().map(point -> isAllowed(point) ? point : 0xFFFD).forEach(allowed::appendCodePoint);
        return allowed.toString();
    }

    private static boolean isAllowed(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || (point >= 0x20 && point <= 0xD7FF)
                || (point >= 0xE000 && point <= 0xFFFD)
                || point >= 0x10000;
    }

    /** Memory does not fail: an exception would be a mistake of ours. */
    private static void writing(Writing action) {
        try {
            action.write();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void write() throws XMLStreamException;
    }
}
