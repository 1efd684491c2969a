package hexline.conformance;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Results as JUnit XML, which build servers read. */
public final class JUnitXml {

  private static final String KIT = "hexline.conformance";

  private interface Content {
    void write(XMLStreamWriter xml) throws XMLStreamException;
  }

  private JUnitXml() {}

  static void write(List<Result> results, Writer writer) throws IOException {
    write(writer, xml -> suite(KIT, KIT, results, xml));
  }

  /**
   * Writes the results of several servers, a suite for each.
   *
   * @param results by the name of the server
   */
  public static void write(SequencedMap<String, List<Result>> results, Writer writer)
      throws IOException {
    write(
        writer,
        xml -> {
          xml.writeStartElement("testsuites");
          xml.writeAttribute("name", KIT);
          for (Map.Entry<String, List<Result>> server : results.entrySet()) {
            xml.writeCharacters("\n");
            String name = printable(server.getKey());
            suite(name, KIT + "." + name, server.getValue(), xml);
          }
          xml.writeCharacters("\n");
          xml.writeEndElement();
        });
  }

  private static void write(Writer writer, Content content) throws IOException {
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(writer);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      content.write(xml);
      xml.writeCharacters("\n");
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw e.getNestedException() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  private static void suite(
      String name, String className, List<Result> results, XMLStreamWriter xml)
      throws XMLStreamException {
    long skipped = Report.count(results, Verdict.SKIP) + Report.count(results, Verdict.TRAIT);
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", name);
    xml.writeAttribute("tests", String.valueOf(results.size()));
    xml.writeAttribute("failures", String.valueOf(Report.count(results, Verdict.FAIL)));
    xml.writeAttribute("errors", String.valueOf(Report.count(results, Verdict.ERROR)));
    xml.writeAttribute("skipped", String.valueOf(skipped));
    xml.writeAttribute("time", seconds(results.stream().mapToLong(Result::millis).sum()));
    for (Result result : results) {
      xml.writeCharacters("\n  ");
      testCase(className, result, xml);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
  }

  private static void testCase(String className, Result result, XMLStreamWriter xml)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", className);
    xml.writeAttribute("name", result.testCase().toString());
    xml.writeAttribute("time", seconds(result.millis()));
    if (result.verdict() != Verdict.PASS) {
      xml.writeStartElement(element(result.verdict()));
      String prefix = result.verdict() == Verdict.TRAIT ? "TRAIT " : "";
      xml.writeAttribute("message", prefix + printable(result.reason()));
      xml.writeCharacters(printable(result.explanation()));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static String element(Verdict verdict) {
    return switch (verdict) {
      case FAIL -> "failure";
      case ERROR -> "error";
      case PASS, SKIP, TRAIT -> "skipped";
    };
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  /** XML cannot represent most control characters. */
  private static String printable(String text) {
    return text.replaceAll("[^\\n\\x20-\\x7e]", "?");
  }
}
