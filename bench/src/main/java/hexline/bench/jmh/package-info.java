/**
 * The engine under JMH, with its forks, statistics and options. One operation is one request; the
 * figures of the server's process are secondary metrics.
 */
@NullMarked
package hexline.bench.jmh;

import org.jspecify.annotations.NullMarked;
