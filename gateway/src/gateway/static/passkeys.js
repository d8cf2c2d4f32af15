// Passkeys: leads from a form to the browser's own dialog and back. Where a browser has none, or no
// JavaScript, the forms stay hidden and every other way in stays open.
"use strict";

(() => {
  const browser = window.PublicKeyCredential;
  if (!browser?.parseRequestOptionsFromJSON || !browser.parseCreationOptionsFromJSON) return;

  for (const part of document.querySelectorAll("[data-with-passkeys]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }

  async function send(form) {
    const button = form.querySelector("[type=submit]");
    tell(form, "");
    button.disabled = true;
    try {
      const credential = await dialog(form.dataset.passkey, await question(form));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      tell(form, wordsFor(form, error));
      button.disabled = false;
    }
  }

  async function question(form) {
    const proof = form.querySelector("input[type=password]");
    const answer = await fetch(form.dataset.question, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Accept-Language": document.documentElement.lang,
        "Content-Type": "application/json",
      },
      body: JSON.stringify(proof ? { password: proof.value } : {}),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Refused(said.title);
    return said;
  }

  async function dialog(kind, asked) {
    if (kind === "create") {
      const publicKey = browser.parseCreationOptionsFromJSON(asked);
      return (await navigator.credentials.create({ publicKey })).toJSON();
    }
    const publicKey = browser.parseRequestOptionsFromJSON(asked);
    return (await navigator.credentials.get({ publicKey })).toJSON();
  }

  function wordsFor(form, error) {
    if (error instanceof Refused) return error.message;
    if (error.name === "InvalidStateError") return form.dataset.known;
    if (error.name === "SecurityError") return form.dataset.impossible;
    return form.dataset.cancelled;
  }

  function tell(form, words) {
    const box = form.querySelector("[role=alert]");
    box.textContent = words;
    box.hidden = !words;
  }

  class Refused extends Error {}
})();
