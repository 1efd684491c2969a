/** The pictures that show the idea of each model: clients, sockets, and the threads that wait. */
@NullMarked
package hexline.docs.picture;

import org.jspecify.annotations.NullMarked;
