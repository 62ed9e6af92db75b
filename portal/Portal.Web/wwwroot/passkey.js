"use strict";

// The forms marked data-passkey="create" or "get": ask the portal for a challenge, let the browser's passkey answer it, and send the answer
// with the form. What goes wrong is said in the form's alert.

function say(form, text) {
  form.querySelector("[role=alert]").textContent = text;
}

async function answer(form) {
  const asked = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
  if (!asked.ok) {
    return say(form, asked.headers.get("content-type")?.startsWith("text/plain") ? await asked.text() : form.dataset.failed);
  }

  const options = await asked.json();
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  form.elements.Credential.value = JSON.stringify(credential.toJSON());
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    say(form, form.dataset.unsupported);
  }

  form.addEventListener("submit", async event => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    say(form, "");
    try {
      await answer(form);
    } catch (error) {
      say(form, error.name === "NotAllowedError" ? form.dataset.cancelled : error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed);
    } finally {
      button.disabled = false;
    }
  });
}

// The code of an invitation's link stands behind the #, which browsers keep to themselves: it is in no log.
const code = document.getElementById("Code");
if (code && !code.value && location.hash.length > 1) {
  code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
