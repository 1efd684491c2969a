/** What is written: the recordings of a scene as JSON, for the page and for Perfetto. */
@NullMarked
package hexline.theatre.recording;

import org.jspecify.annotations.NullMarked;
