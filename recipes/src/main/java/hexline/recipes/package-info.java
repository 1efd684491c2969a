/**
 * The Java way to do what asyncio does: one question, one file. Each recipe shows what to write,
 * when to use it and what goes wrong; its {@code main} prints what it shows. {@link
 * hexline.recipes.Recipes} lists and runs them.
 */
@NullMarked
package hexline.recipes;

import org.jspecify.annotations.NullMarked;
