"use strict";
// Switches the language, copies text, and opens the target of a link. Reads no delivered content.
const page = document.documentElement;
page.lang = /^ko\b/i.test(navigator.language) ? "ko" : "en";

function open() {
  const place = location.hash && document.getElementById(location.hash.slice(1));
  const details = place && place.closest("details");
  if (details) {
    details.open = true;
    details.scrollIntoView();
  }
}

async function copy(button) {
  const command = button.previousElementSibling;
  getSelection().selectAllChildren(command);
  try {
    await navigator.clipboard.writeText(command.textContent);
  } catch {
    document.execCommand("copy");
  }
  button.classList.add("done");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.do === "language") page.lang = page.lang === "ko" ? "en" : "ko";
  if (button.dataset.do === "copy") copy(button);
});
addEventListener("hashchange", open);
open();
