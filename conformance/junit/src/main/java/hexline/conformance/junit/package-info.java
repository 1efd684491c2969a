/** The kit, and the contract of a server object, as JUnit tests to be extended. */
@NullMarked
package hexline.conformance.junit;

import org.jspecify.annotations.NullMarked;
