/* The contents of the book: closed on a narrow screen, and they show where the reader is. */
"use strict";

(() => {
  const contents = document.getElementById("contents");
  const summary = contents.querySelector("summary");
  const wide = matchMedia("(min-width: 62rem)");
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    links.set(decodeURIComponent(link.hash.slice(1)), link);
  }
  const places = [...links.keys()]
    .map((id) => document.getElementById(id))
    .filter((place) => place !== null);

  function fit() {
    contents.open = wide.matches;
  }
  wide.addEventListener("change", fit);
  fit();

  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") && !wide.matches) {
      contents.open = false;
    }
  });

  let shown = null;

  function show(place) {
    if (place === shown) {
      return;
    }
    shown = place;
    for (const link of links.values()) {
      link.removeAttribute("aria-current");
      link.parentElement.classList.remove("here");
    }
    const link = links.get(place.id);
    link.setAttribute("aria-current", "true");
    const chapter = link.closest("#contents nav > ol > li");
    chapter.classList.add("here");
    summary.textContent = `Contents: ${chapter.firstElementChild.textContent}`;
    if (wide.matches) {
      const top = link.getBoundingClientRect().top;
      if (top < 0 || top > innerHeight - 60) {
        contents.scrollTop += top - innerHeight / 3;
      }
    }
  }

  /* The last heading that has passed the upper part of the window. */
  function look() {
    let last = places[0];
    for (const place of places) {
      if (place.getBoundingClientRect().top < innerHeight * 0.3) {
        last = place;
      }
    }
    if (last) {
      show(last);
    }
  }
  let asked = false;
  addEventListener("scroll", () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        look();
      });
    }
  }, { passive: true });
  look();

  /* A file that is named in a chapter is in a list at its end, which is closed until then. */
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const list = target && target.closest("details.files");
    if (list && !list.open) {
      list.open = true;
      target.scrollIntoView();
    }
  }
  addEventListener("hashchange", reveal);
  reveal();
})();
