// What the search of the header suggests while somebody types: htmx asks for it, here is what one does
// with it by keyboard. Without scripts the search answers when it is sent off.
"use strict";

(() => {
  const form = document.querySelector("form.find");
  const field = form?.querySelector("input[type=search]");
  const list = form?.querySelector("[data-suggestions]");
  const said = form?.querySelector("[data-suggestions-said]");
  if (!list || !window.htmx) return;

  const FEWEST = 2; // letters; of one alone there is too much to choose from
  let isWanted = true;
  field.setAttribute("aria-describedby", "find-help");

  field.addEventListener("input", () => {
    isWanted = field.value.trim().length >= FEWEST;
    if (!isWanted) close();
  });
  form.addEventListener("keydown", (event) => {
    const stops = [field, ...list.querySelectorAll("a")];
    if (stops.length === 1) return;
    if (event.key === "Escape") {
      event.preventDefault(); // what was typed stays; once more, and the browser empties the field
      isWanted = false;
      close();
      return field.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step && stops[stops.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  field.addEventListener("htmx:before:request", (event) => { if (!isWanted) event.preventDefault(); });
  field.addEventListener("htmx:before:swap", (event) => {
    // Signed out, or something is away: the page itself will say so, when the search is sent off.
    const { raw } = event.detail.ctx.response;
    if (isWanted && raw.ok && !raw.redirected) return;
    event.preventDefault();
    close();
  });
  field.addEventListener("htmx:after:swap", () => {
    said.textContent = list.firstElementChild?.dataset.said ?? "";
  });

  function close() {
    list.replaceChildren();
    said.textContent = "";
  }
})();
