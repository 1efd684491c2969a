package hexline.bench.report;

import hexline.bench.experiment.Point;
import hexline.bench.load.Load;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rate that the engine reaches against the null server, by load. A server that reaches more
 * than half of it may be faster than the engine can show.
 */
public final class Ceilings {

  private static final double FACTOR = 2;

  private final Map<Load, Double> rates = new LinkedHashMap<>();

  /** Sets the rate of the null server under a load; 0 if it could not be measured. */
  public void put(Load load, double rate) {
    rates.put(load, rate);
  }

  /** Requests per second of the null server by load, in the order in which they were put. */
  public Map<Load, Double> rates() {
    return Collections.unmodifiableMap(rates);
  }

  /** Whether the null server was less than twice as fast under the same load, or its rate is 0. */
  public boolean isClientBound(Row row) {
    Double ceiling = rates.get(row.load()); // of a server whose requests are no work
    return ceiling != null
        && row.work().equals(Point.NO_WORK)
        && ceiling < FACTOR * row.rate().median();
  }
}
