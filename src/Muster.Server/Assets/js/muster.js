"use strict";
// Small things that only a browser can do. No state of the application lives here.
window.muster = {
  showDialog(dialog) {
    if (dialog.open) return;
    dialog.showModal();
    // What is asked comes first; without a question, the button that changes nothing.
    dialog.querySelector(".modal-body :is(input, select, textarea):enabled, footer button")?.focus();
  },
  isDialogOpen(dialog) {
    return dialog.open;
  },
  closeDialog(dialog) {
    if (dialog.open) dialog.close();
  },
  focus(selector) {
    document.querySelector(selector)?.focus();
  },
  goTo(id) {
    const place = document.getElementById(id);
    // What is folded cannot have the focus.
    place?.closest("details")?.setAttribute("open", "");
    place?.focus();
  },
  inOrder(ids) {
    return [...document.querySelectorAll(ids.map((id) => `#${CSS.escape(id)}`))].map((place) => place.id);
  },
  theme() {
    return document.documentElement.dataset.theme ?? "system";
  },
  setTheme(theme) {
    document.documentElement.dataset.theme = theme;
    const age = theme === "system" ? 0 : 31536000;
    document.cookie = `muster-theme=${theme}; path=/; max-age=${age}; samesite=lax`;
    for (const choice of document.querySelectorAll("input[name=theme]")) choice.checked = choice.value === theme;
  },
  singleKeys() {
    return localStorage.getItem("muster-single-keys") !== "off";
  },
  setSingleKeys(on) {
    if (on) localStorage.removeItem("muster-single-keys");
    else localStorage.setItem("muster-single-keys", "off");
  },
};

// What the browser does not put into its clipboard stands selected beside the button until somebody goes on.
function showSelected(button, text, label) {
  const field = document.createElement("textarea");
  field.className = "copy-text";
  field.readOnly = true;
  field.rows = Math.min(text.split("\n").length, 10);
  field.value = text;
  field.setAttribute("aria-label", label);
  field.addEventListener("blur", () => field.remove());
  button.after(field);
  field.focus();
  field.select();
}

document.addEventListener("click", async (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const copy = target?.closest("[data-copy]");
  if (copy) {
    const text = copy.getAttribute("data-copy") ?? "";
    const note = document.querySelector(".copy-note");
    try {
      // There is no clipboard on a page that came over plain http.
      if (!navigator.clipboard) throw new Error("no clipboard");
      await navigator.clipboard.writeText(text);
      copy.classList.add("copied");
      setTimeout(() => copy.classList.remove("copied"), 1200);
      note.textContent = note.dataset.copied;
    } catch {
      showSelected(copy, text, note.dataset.selected);
      note.textContent = note.dataset.selected;
    }
    setTimeout(() => (note.textContent = ""), 6000);
  }
  if (target?.closest("[data-reload]")) location.reload();
  // The base address of the app would make another page of "#content".
  const within = target?.closest('a[href^="#"]');
  if (within) {
    event.preventDefault();
    window.muster.goTo(within.getAttribute("href").slice(1));
  }
  if (target?.closest("[data-theme-toggle]")) {
    // The other one; where that is what the system asks for, it is followed again.
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const chosen = window.muster.theme();
    const other = (chosen === "system" ? system : chosen) === "dark" ? "light" : "dark";
    window.muster.setTheme(other === system ? "system" : other);
  }
});

// Whoever clicks or types is at work: the server is told, at most once a minute. What is pushed to a page that nobody touches tells it nothing.
let atWork = Date.now();
for (const kind of ["pointerdown", "keydown"])
  document.addEventListener(kind, () => {
    if (Date.now() - atWork < 60_000 || !document.querySelector("main[data-live]")) return;
    atWork = Date.now();
    fetch("/session/seen", { method: "POST" }).catch(() => {});
  });

// Whatever field says that it is wrong says so of its input too.
function markWrong() {
  for (const input of document.querySelectorAll(".field :is(input, select, textarea)"))
    if (input.closest(".field-bad")) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
}
new MutationObserver(markWrong).observe(document.body, { subtree: true, childList: true, attributeFilter: ["class"] });
markWrong();

// A form outside the frame is answered by a page of its own: what that says is wrong has the focus first.
document.querySelector(".plain :is(section[role=alert], .field-bad :is(input, select, textarea))")?.focus();

// Enter where somebody is looked up looks, and does not send the form around it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.target instanceof Element) || !event.target.matches("form .inline-form [type=search]")) return;
  event.preventDefault();
  event.target.dispatchEvent(new Event("change", { bubbles: true }));
});

// Single keys: "/" goes to the search of the page, "?" shows what keys do. Not while somebody types or is asked something, and not where they are switched off.
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  const asked = document.querySelector("dialog[open]");
  if (typing || asked || event.ctrlKey || event.metaKey || event.altKey || !window.muster.singleKeys()) return;
  const search = event.key === "/" ? document.querySelector("main [type=search]") : null;
  const keys = event.key === "?" ? document.querySelector("[data-keys]") : null;
  if (search || keys) event.preventDefault();
  search?.focus();
  keys?.click();
});

// No header says in which time zone a browser is, so this does, for times that the next page shows.
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (ownZone) document.cookie = `muster-zone=${ownZone}; path=/; max-age=31536000; samesite=lax`;

// A time of day as the page writes it.
function timeOfDay(instant) {
  const { form, zone } = document.documentElement.dataset;
  const options = { hour: form ? "numeric" : "2-digit", minute: "2-digit", numberingSystem: "latn" };
  try {
    const time = new Intl.DateTimeFormat(form || "en-GB", { ...options, timeZone: zone }).format(instant);
    const named = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(instant);
    const offset = named.find((part) => part.type === "timeZoneName").value.replace("GMT", "UTC");
    return `${time} ${/^(Etc\/)?UTC$/.test(zone) ? "UTC" : offset}`;
  } catch {
    // The browser knows fewer zones than the server.
    return `${instant.toISOString().slice(11, 16)} UTC`;
  }
}

// A page that came whole begins anew as it starts to react. What came stays in sight until as much is there again, so that nothing flashes; no longer than until the new one offers to call it off.
new MutationObserver((changes, starting) => {
  const came = changes.flatMap((change) => [...change.removedNodes]).find((node) => node instanceof Element && node.matches(".shell"));
  const live = document.querySelector(".shell");
  if (!came || !live) return;
  starting.disconnect();
  const loads = (shell) => shell.querySelectorAll(".loading").length;
  const allowed = loads(came);
  if (loads(live) <= allowed) return;
  const place = scrollY;
  live.classList.add("shell-behind");
  live.after(came);
  const change = () => {
    if (!live.classList.contains("shell-behind")) return;
    watch.disconnect();
    came.remove();
    live.classList.remove("shell-behind");
    scrollTo(0, place);
    if (document.activeElement === document.body) live.querySelector("h1")?.focus({ preventScroll: true });
  };
  const watch = new MutationObserver(() => {
    if (loads(live) <= allowed) change();
  });
  watch.observe(live, { subtree: true, childList: true });
  setTimeout(change, 15_000);
}).observe(document.body, { childList: true });

// When the connection is lost, the banner says since when, and nothing on the page looks live until it is healed.
const lostModal = document.querySelector("#components-reconnect-modal");
new MutationObserver(() => {
  const lost = /components-reconnect-(show|retrying|failed)/.test(lostModal.className);
  if (lost === (document.body.dataset.stale === "yes")) return;
  document.body.dataset.stale = lost ? "yes" : "no";
  if (!lost) return;
  const time = timeOfDay(new Date());
  for (const place of lostModal.querySelectorAll("[data-since]")) place.textContent = place.dataset.since.replace("{0}", time);
}).observe(lostModal, { attributes: true, attributeFilter: ["class"] });

// Work under way is pushed to the page. While the connection is lost it is asked for instead: the sentence goes on, and its end leads to the result.
setInterval(async () => {
  const live = document.querySelector("[data-live-run]");
  const lost = document.querySelector("#components-reconnect-modal")?.className.includes("components-reconnect-");
  const log = document.querySelector("[data-live-log]");
  if (!live || !lost || document.querySelector(".components-reconnect-hide")) {
    // The page shows its own list again.
    if (log && !log.hidden) {
      log.hidden = true;
      log.replaceChildren();
    }
    return;
  }
  try {
    const answer = await fetch(`/live/${live.dataset.liveRun}/state`, { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const state = await answer.json();
    // The text node itself stays, since the page goes on with it once the connection is healed.
    const text = [...live.querySelector("[data-live-sentence]").childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
    if (text) text.nodeValue = state.sentence;
    const bar = live.querySelector("progress");
    if (bar && state.total > 0) bar.value = state.done;
    if (log && state.log?.length > 0) {
      log.replaceChildren(
        ...state.log.map((text) => {
          const item = document.createElement("li");
          item.textContent = text;
          return item;
        }),
      );
      log.hidden = false;
    }
    if (state.ended) location.assign(state.next ?? location.href);
  } catch {
    // Not reachable this time; the banner says so, and the next look may succeed.
  }
}, 2000);
