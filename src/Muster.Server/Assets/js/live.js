"use strict";
// Where a page is live: on one of any number of servers, whichever a balancer chose. Only a WebSocket, and without a request before it that might reach another one.
Blazor.start({
  circuit: { configureSignalR: (connection) => connection.withUrl("_blazor", { skipNegotiation: true, transport: 1 }) },
});

// That server may end. The page then learns from another one that nobody there knows it, and loads itself again, with what somebody had typed. That is kept by the browser for as long as the loading takes.
const keptTyped = "muster-typed";
const typed = new Set();
const isText = (field) => field.matches("input:not([type=password], [type=file], [type=hidden], [autocomplete=one-time-code]), textarea, select");
const valueOf = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value);

for (const kind of ["input", "change"])
  document.addEventListener(kind, (event) => {
    if (event.target instanceof Element && event.target.id && isText(event.target)) typed.add(event.target.id);
  });

const reconnectModal = document.querySelector("#components-reconnect-modal");
new MutationObserver((_, watch) => {
  if (!reconnectModal.classList.contains("components-reconnect-rejected")) return;
  watch.disconnect();
  const fields = [...typed].map((id) => document.getElementById(id)).filter(Boolean);
  // A demo that was set back shows other data, for which nothing was meant that was typed.
  if (!document.querySelector(".demo-strip"))
    sessionStorage.setItem(keptTyped, JSON.stringify({ at: location.href, fields: fields.map((field) => [field.id, valueOf(field)]) }));
  location.reload();
}).observe(reconnectModal, { attributes: true, attributeFilter: ["class"] });

const typedBefore = JSON.parse(sessionStorage.getItem(keptTyped) ?? "null");
sessionStorage.removeItem(keptTyped);
if (typedBefore?.at === location.href) giveBack(new Map(typedBefore.fields));

// Fields come one after the other: some once the page reacts, some when another one has its value, some in a dialog that somebody opens.
function giveBack(values) {
  const note = document.querySelector(".copy-note");
  note.textContent = values.size > 0 ? note.dataset.typed : note.dataset.reloaded;
  setTimeout(() => (note.textContent = ""), 12_000);
  const look = () => {
    if (location.href !== typedBefore.at) values.clear();
    if (values.size === 0) return watch.disconnect();
    if (!document.querySelector("main[data-live=yes]")) return;
    for (const [id, value] of values) {
      const field = document.getElementById(id);
      if (!field || field.disabled || !isText(field)) continue;
      values.delete(id);
      if (valueOf(field) === value) continue;
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
      for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    }
  };
  const watch = new MutationObserver(look);
  watch.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-live", "disabled", "open"] });
  look();
}
