/** What the article says from which the suite grew. */
@NullMarked
package hexline.claims.article;

import org.jspecify.annotations.NullMarked;
