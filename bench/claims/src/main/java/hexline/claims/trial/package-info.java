/** What experiments are made of: clients, servers, other JVMs, the files of Linux. */
@NullMarked
package hexline.claims.trial;

import org.jspecify.annotations.NullMarked;
