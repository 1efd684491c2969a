package hexline.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the engine reaches against a server that does nothing, by load. A server that comes within
 * half of it might be faster than the engine can show.
 */
public final class Ceilings {

  private static final double HEADROOM = 2;

  private final Map<String, Double> rates = new LinkedHashMap<>();

  /** Notes the rate of the null server under a load; 0 if it is not known. */
  public void put(String load, double rate) {
    rates.put(load, rate);
  }

  /** Requests per second of the null server by load. */
  public Map<String, Double> rates() {
    return Map.copyOf(rates);
  }

  /** Whether the null server was less than twice as fast under the same load, or may have been. */
  public boolean isClientBound(Row row) {
    Double ceiling = rates.get(row.load().toString());
    return ceiling != null && ceiling < HEADROOM * row.rate().median();
  }
}
