package hexline.bench.report;

/**
 * What a row is about.
 *
 * @param experiment label of the experiment
 * @param point name of the point
 * @param server label of the server
 */
public record RowKey(String experiment, String point, String server) {}
