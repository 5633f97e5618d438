"use strict";
// Passkeys are made and used by the browser alone; the server asks, and checks the answer.
(() => {
  const ask = async (what) => {
    const answer = await fetch(`/passkeys/${what}`, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new DOMException("", "NetworkError");
    const question = await answer.json();
    return { state: question.state, options: JSON.parse(question.options) };
  };

  window.muster.passkeys = {
    async add(name) {
      try {
        const { state, options } = await ask("new");
        const made = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
        const answer = await fetch("/passkeys/new", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ name, state, credential: JSON.stringify(made) }),
        });
        return { error: "", message: (await answer.json()).message };
      } catch (failure) {
        return { error: failure.name || "Error", message: "" };
      }
    },
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    if (!form?.dataset.passkey) return;
    event.preventDefault();
    const say = form.querySelector("[role=alert]");
    say.hidden = true;
    try {
      const { state, options } = await ask(form.dataset.passkey);
      const given = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements["Passkey.State"].value = state;
      form.elements["Passkey.Credential"].value = JSON.stringify(given);
      form.submit();
    } catch (failure) {
      const { cancelled, address, failed } = form.dataset;
      say.textContent = failure.name === "NotAllowedError" ? cancelled : failure.name === "SecurityError" ? address : failed;
      say.hidden = false;
    }
  });
})();
