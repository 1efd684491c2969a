/**
 * The same engine under JMH, for those who want its forks, its statistics and its options. One
 * operation is one request; what was seen of the server from outside is in the secondary metrics.
 */
@NullMarked
package hexline.bench.jmh;

import org.jspecify.annotations.NullMarked;
