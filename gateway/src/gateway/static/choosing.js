// Chooses all documents of the list at once, and says how many are chosen. Without scripts the same
// box stands for all of the page when the form is sent.
"use strict";

(() => {
  const form = document.querySelector("form.chosen-documents");
  const all = form?.querySelector("input[name=all]");
  if (!all) return;

  const boxes = [...form.querySelectorAll("input[name=document_id]")];
  const said = form.querySelector("[data-chosen]");
  form.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes) box.checked = all.checked;
    tell();
  });
  window.addEventListener("pageshow", tell); // a browser that goes back keeps what was ticked
  tell();

  function tell() {
    const count = boxes.filter((box) => box.checked).length;
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
    said.textContent = said.dataset.chosen.replace("{count}", count);
  }
})();
