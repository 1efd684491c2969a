/** What every program of the suite shares on its command line. */
@NullMarked
package hexline.cli;

import org.jspecify.annotations.NullMarked;
