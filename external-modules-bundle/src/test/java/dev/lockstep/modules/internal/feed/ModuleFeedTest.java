package dev.lockstep.modules.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.build.model.EE;
import aQute.bnd.osgi.repository.ResourcesRepository;
import aQute.bnd.osgi.repository.XMLResourceParser;
import aQute.bnd.osgi.resource.CapReqBuilder;
import aQute.bnd.osgi.resource.ResourceBuilder;
import aQute.bnd.osgi.resource.ResourceUtils;
import biz.aQute.resolve.AbstractResolveContext;
import biz.aQute.resolve.BndResolver;
import biz.aQute.resolve.ResolverLogger;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ModuleRelease.Clause;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import dev.lockstep.modules.internal.fixture.RealCatalogue;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.osgi.resource.Resource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Real bundles, in the formats of the ecosystem, read by those who made the formats. */
class ModuleFeedTest {
    private static final URI SERVER = URI.create("http://updates.example:10000");

    @Test
    void karafsOwnSchemaAcceptsTheFeaturesFile() throws Exception {
        List<ModuleRelease> modules = RealCatalogue.read().modules();
        byte[] features = new ModuleFeed(modules, SERVER).features();
        var schema = getClass().getResource("/org/apache/karaf/features/karaf-features-1.6.0.xsd");

        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(schema)
                .newValidator()
                .validate(new StreamSource(new ByteArrayInputStream(features)));

        var found = xml(features).getElementsByTagNameNS("http://karaf.apache.org/xmlns/features/v1.6.0", "feature");
        assertThat(found.getLength()).isEqualTo(modules.size());
        Element first = (Element) found.item(0);
        ModuleRelease module = modules.get(0);
        assertThat(first.getAttribute("name")).isEqualTo(module.name());
        assertThat(first.getElementsByTagNameNS("*", "bundle").item(0).getTextContent())
                .isEqualTo(SERVER + "/targets/"
                        + module.bundles().get(0).blob().digest().path());
    }

    @Test
    void bndReadsTheIndexAndResolvesAModuleWithWhatItNeeds() throws Exception {
        RealCatalogue catalogue = RealCatalogue.read();
        List<Resource> resources = XMLResourceParser.getResources(
                new ByteArrayInputStream(new ModuleFeed(catalogue.modules(), SERVER).index()),
                SERVER.resolve("/modules/index.xml"));
        assertThat(resources).hasSize(catalogue.modules().size());

        var resolved = new BndResolver(new ResolverLogger(0))
                .resolve(wanting("com.fasterxml.jackson.dataformat.jackson-dataformat-yaml", resources));

        assertThat(resolved.keySet().stream()
                        .filter(resources::contains)
                        .map(ResourceUtils::getIdentity)
                        .sorted())
                .containsExactly(
                        "com.fasterxml.jackson.core.jackson-annotations",
                        "com.fasterxml.jackson.core.jackson-core",
                        "com.fasterxml.jackson.core.jackson-databind",
                        "com.fasterxml.jackson.dataformat.jackson-dataformat-yaml",
                        "org.yaml.snakeyaml");
    }

    @Test
    void theIndexSaysWhereThePayloadIsAndWhatItHasToBe() throws Exception {
        ModuleRelease guava = RealCatalogue.read().newest("com.google.guava");
        Blob blob = guava.bundles().get(0).blob();
        Resource read = XMLResourceParser.getResources(
                        new ByteArrayInputStream(new ModuleFeed(List.of(guava), SERVER).index()), SERVER)
                .get(0);

        var content = ResourceUtils.getContentCapability(read);
        assertThat(content.osgi_content()).isEqualTo(blob.digest().hex());
        assertThat(content.url())
                .isEqualTo(SERVER.resolve("/targets/" + blob.digest().path()));
        assertThat(content.size()).isEqualTo(blob.length());
        assertThat(ResourceUtils.getIdentityVersion(read))
                .isEqualTo(guava.bundles().get(0).version());
    }

    @Test
    void textThatIsNoXmlIsMadeToBe() throws Exception {
        ModuleRelease module = new ModuleRelease(
                "charts",
                Version.parse("1.0.0+build"),
                "Tables & <\"charts\">",
                "a\u0000b\uFFFEc\uD800]]>",
                "",
                List.of(),
                VersionRange.parse("[1.0.0,2.0.0)"),
                List.of(new ModuleRelease.Bundle(
                        "charts",
                        "1.0.0.build",
                        Blob.of(new byte[0]),
                        90,
                        List.of(new Clause("a", Map.of("x:List<String>", "1,2"), Map.of())),
                        List.of(new Clause("a", Map.of(), Map.of("filter", "(&(x=1)(y<=2))"))))));
        Document features = xml(new ModuleFeed(List.of(module), SERVER).features());
        Element feature =
                (Element) features.getElementsByTagNameNS("*", "feature").item(0);
        assertThat(feature.getAttribute("description")).isEqualTo("Tables & <\"charts\">");
        assertThat(feature.getElementsByTagNameNS("*", "details").item(0).getTextContent())
                .isEqualTo("a\uFFFDb\uFFFDc\uFFFD]]>");

        Document index = xml(new ModuleFeed(List.of(module), SERVER).index());
        Element directive =
                (Element) index.getElementsByTagNameNS("*", "directive").item(0);
        assertThat(directive.getAttribute("value")).isEqualTo("(&(x=1)(y<=2))");
    }

    private static AbstractResolveContext wanting(String name, List<Resource> resources) throws Exception {
        ResourceBuilder platform = new ResourceBuilder();
        platform.addEE(EE.JavaSE_17);
        AbstractResolveContext context = new AbstractResolveContext(new ResolverLogger(0)) {};
        context.setSystemResource(platform.build());
        context.addRepository(new ResourcesRepository(resources));
        context.setInputRequirements(new CapReqBuilder("osgi.identity")
                .addDirective("filter", "(osgi.identity=" + name + ")")
                .buildSyntheticRequirement());
        return context;
    }

    private static Document xml(byte[] bytes) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
    }
}
