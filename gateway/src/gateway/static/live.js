// Shows at once what is new: hears which requests have news, and reads the page anew through its own
// address, where it is decided as always who sees what. Without this script nothing is missing but
// that one has to load the page again.
"use strict";

(() => {
  const root = document.querySelector("[data-news]");
  if (!root || !window.EventSource || !window.DOMParser) return;

  const QUIET = 30 * 60 * 1000; // an open window alone keeps no session alive
  const AGAIN = 30 * 1000;
  const TOGETHER = 400;
  const about = root.dataset.news; // a request's id, or * for a list
  let since = root.dataset.since;
  let source = null;
  let touched = Date.now();
  let waiting = 0;
  let reopening = 0;

  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => { touched = Date.now(); open(); }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return close();
    touched = Date.now();
    open();
  });
  window.addEventListener("pagehide", close);
  document.addEventListener("focusout", () => { if (root.dataset.isLate) later(); });
  open();

  function open() {
    if (source || document.hidden) return;
    clearTimeout(reopening);
    source = new EventSource(`/v1/requests/news?since=${encodeURIComponent(since)}`);
    source.addEventListener("ready", heard);
    source.addEventListener("anew", later);
    source.addEventListener("request", (event) => {
      heard(event);
      if (about === "*" || JSON.parse(event.data).request_id === about) later();
    });
    source.addEventListener("ended", () => { close(); location.reload(); });
    source.addEventListener("error", () => {
      if (Date.now() - touched > QUIET) return close();
      if (source?.readyState !== EventSource.CLOSED) return; // it comes back by itself
      close();
      reopening = setTimeout(open, AGAIN);
    });
  }

  function close() {
    source?.close();
    source = null;
  }

  function heard(event) {
    if (event.lastEventId) since = event.lastEventId;
  }

  function later() {
    if (waiting) return;
    waiting = setTimeout(() => { waiting = 0; read(); }, TOGETHER);
  }

  async function read() {
    let answer;
    try {
      answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
    } catch {
      return; // the stream breaks as well, and comes back
    }
    // Shown no more, or signed out: the page itself says so.
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return location.reload();
    if (!answer.ok) return;
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }

  function show(fresh) {
    let isChanged = false;
    delete root.dataset.isLate;
    for (const part of document.querySelectorAll("[data-live]")) {
      const now = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
      if (!now || now.innerHTML === part.innerHTML) continue;
      if (isBeingUsed(part)) {
        root.dataset.isLate = "yes";
        continue;
      }
      part.replaceChildren(...now.childNodes);
      isChanged = true;
    }
    const said = document.querySelector("[data-live-said]");
    if (isChanged && said) said.textContent = said.dataset.liveSaid;
  }

  // What somebody is filling in stays until he has left it, and so does a form that he has unfolded.
  function isBeingUsed(part) {
    const used = document.activeElement;
    const isFilledIn = part.contains(used) && ["INPUT", "SELECT", "TEXTAREA"].includes(used.tagName);
    return isFilledIn || part.querySelector("details[open] form") !== null;
  }
})();
