/** Runs the plan for Apache JMeter: by one JMeter, distributed, and beside the load engine. */
@NullMarked
package hexline.bench.jmeter;

import org.jspecify.annotations.NullMarked;
