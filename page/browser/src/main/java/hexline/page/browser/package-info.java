/** A browser for the tests of pages. */
@NullMarked
package hexline.page.browser;

import org.jspecify.annotations.NullMarked;
