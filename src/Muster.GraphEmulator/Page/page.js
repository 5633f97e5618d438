// The emulator's own page: shows what /_emulator/… answers and sends it orders. Text from the tenant only ever becomes text nodes.
"use strict";

const $ = (id) => document.getElementById(id);
const numbers = new Intl.NumberFormat("en");
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
const tenantTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
const logSize = 500;

/** An element; properties that are functions listen, the rest are attributes, children are text or elements. */
function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const button = (text, act, properties) =>
  el("button", { type: "button", click: act, "data-key": properties?.["aria-label"] ?? text, ...properties }, text);

/** Puts new content in place of old; the keyboard stays on the control that has the same key. */
function replace(container, children) {
  const key = container.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  container.replaceChildren(...children);
  if (key !== undefined) container.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

const count = (number, one, many) => `${numbers.format(number)} ${number === 1 ? one : many}`;

async function ask(method, path, order) {
  const response = await fetch(`/_emulator/${path}`, {
    method,
    headers: order === undefined ? {} : { "Content-Type": "application/json" },
    body: order === undefined ? undefined : JSON.stringify(order),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  const problem = new Error(answer.error?.message ?? `The emulator answered ${response.status}.`);
  problem.status = response.status;
  throw problem;
}

// What was done, and what went wrong.

let saidUntil = 0;

function say(text) {
  $("failed").replaceChildren();
  $("said").replaceChildren(el("p", null, text));
  clearTimeout(saidUntil);
  saidUntil = setTimeout(() => $("said").replaceChildren(), 6000);
}

const untouched = "Nothing was changed.";
const partly = "What was done before that stays.";

function inFull(problem, effect) {
  return problem instanceof TypeError
    ? "The emulator does not answer. Whether it did anything shows when it is back."
    : `${problem.message} ${effect}`;
}

function fail(problem, effect = untouched) {
  const close = button("Close", () => $("failed").replaceChildren(), { class: "small" });
  $("said").replaceChildren();
  $("failed").replaceChildren(el("p", null, el("span", null, inFull(problem, effect)), close));
}

/** Carries an order out, says so, and looks again at once. */
async function order(work, done, effect) {
  try {
    const answer = await work();
    say(typeof done === "function" ? done(answer) : done);
    await look();
  } catch (problem) {
    fail(problem, effect);
  }
}

// Where the tenant stands.

let stateKey = "";

function showState(state) {
  const { seq, lastSeq } = state;
  $("standing").textContent =
    `At change set ${numbers.format(seq)}${lastSeq === null ? "" : ` of ${numbers.format(lastSeq)}`}, ` +
    `${tenantTime.format(new Date(state.at))} UTC in the tenant`;
  const isAtEnd = lastSeq !== null && seq >= lastSeq;
  $("next").disabled = isAtEnd;
  $("advance").querySelector("button").disabled = isAtEnd;
  $("history-end").hidden = !isAtEnd;
  $("history-end").textContent = "Its history ends here. Change it by hand below, or reset it.";
  const tiles = [
    ["Users", state.users],
    ["Groups", state.groups],
    ["Members", state.members],
    ["Owners", state.owners],
    ["Requests", state.requests],
    ["Resource units", state.resourceUnits],
  ];
  if ($("tiles").childElementCount === 0)
    $("tiles").append(...tiles.map(([name]) => el("div", null, el("dt", null, name), el("dd", null, ""))));
  for (const [index, value] of [...$("tiles").querySelectorAll("dd")].entries()) value.textContent = numbers.format(tiles[index][1]);
  const key = [seq, state.at, state.users, state.groups, state.members, state.owners].join(" ");
  if (stateKey !== "" && key !== stateKey) refreshTenant();
  stateKey = key;
}

// How to connect.

const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function showConnection(facts) {
  $("tenant-name").textContent = facts.tenantName;
  document.title = `${facts.tenantName} · Graph emulator`;
  let isRevealed = false;
  const secret = el("span", { class: "mono" });
  const commands = [
    ["curl", (hidden) => curl(facts, hidden)],
    ["Muster", (hidden) => muster(facts, hidden)],
  ].map(([name, text]) => ({ name, text, block: el("pre", { tabindex: "0", "aria-label": `${name} command` }) }));
  const mask = "•".repeat(12);
  const draw = () => {
    secret.textContent = isRevealed ? facts.clientSecret : mask;
    reveal.textContent = isRevealed ? "Hide" : "Reveal";
    reveal.setAttribute("aria-label", isRevealed ? "Hide the secret" : "Reveal the secret");
    for (const { block, text } of commands) block.textContent = text(isRevealed ? quoted(facts.clientSecret) : mask);
  };
  const reveal = button("Reveal", () => ((isRevealed = !isRevealed), draw()), { class: "small", "aria-label": "Reveal the secret" });
  const fact = (name, value, ...more) => [el("dt", null, name), el("dd", null, value, ...more, copy(name, () => facts[keys[name]]))];
  const keys = {
    "Graph URL": "graphUrl",
    "Authority URL": "authorityUrl",
    "Tenant id": "tenantId",
    "Client id": "clientId",
    Secret: "clientSecret",
    Certificate: "certificate",
  };
  $("facts").replaceChildren(
    ...Object.entries(keys).flatMap(([name, key]) =>
      name === "Secret" ? fact(name, secret, reveal) : fact(name, el("span", { class: "mono" }, facts[key])),
    ),
  );
  $("commands").replaceChildren(
    ...commands.flatMap(({ name, text, block }) => [
      el("div", { class: "command" }, el("h3", null, name), copy(`the ${name} command`, () => text(quoted(facts.clientSecret)))),
      block,
    ]),
  );
  draw();
}

function copy(what, text) {
  const act = async () => {
    try {
      await navigator.clipboard.writeText(text());
      say(`Copied: ${what}.`);
    } catch {
      fail(new Error("The browser does not let this page copy."));
    }
  };
  return button("Copy", act, { class: "small", "aria-label": `Copy ${what}` });
}

const curl = (facts, secret) =>
  [
    `TOKEN=$(curl -s --cacert ${quoted(facts.certificate)} \\`,
    `  -d grant_type=client_credentials -d client_id=${facts.clientId} \\`,
    `  --data-urlencode client_secret=${secret} -d scope=https://graph.microsoft.com/.default \\`,
    `  ${facts.authorityUrl}${facts.tenantId}/oauth2/v2.0/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `curl --cacert ${quoted(facts.certificate)} -H "Authorization: Bearer $TOKEN" \\`,
    `  '${facts.graphUrl}/groups/delta?$select=displayName,members,owners'`,
  ].join("\n");

const muster = (facts, secret) =>
  [
    `EMULATOR_SECRET=${secret} muster connection add entra --name emulator \\`,
    `  --tenant-id ${facts.tenantId} --client-id ${facts.clientId} \\`,
    `  --secret-env EMULATOR_SECRET --graph-url ${facts.graphUrl} \\`,
    `  --authority ${facts.authorityUrl} --trust-certificate ${quoted(facts.certificate)}`,
  ].join("\n");

// Changes by hand.

function change(what, more) {
  const name = $("new-name").value.trim();
  const isNamed = !more?.name && ["hire", "createGroup", "renameGroup"].includes(what) && name !== "";
  return order(
    async () => {
      const done = await ask("POST", "changes", { change: what, ...more, ...(isNamed ? { name } : {}) });
      if (isNamed) $("new-name").value = "";
      return done;
    },
    (done) => done.text,
    ["reorganise", "deleteAndRestore"].includes(what) ? partly : untouched,
  );
}

const changes = [
  ["People"],
  ["Hire somebody", "hire"],
  ["Disable somebody", "disable"],
  ["Delete somebody", "delete"],
  ["Delete and restore", "deleteAndRestore"],
  ["Groups"],
  ["Create a group", "createGroup"],
  ["Rename a group", "renameGroup"],
  ["Add a member", "addMember"],
  ["Remove a member", "removeMember"],
  ["Delete a group", "deleteGroup"],
  ["Reorganise", "reorganise"],
];

function prepareChanges() {
  for (const [text, what] of changes) $("changes").append(what ? button(text, () => change(what)) : el("h3", null, text));
  const advance = (by) =>
    order(
      () => ask("POST", "advance", { by }),
      (state) => `The tenant stands at change set ${numbers.format(state.seq)}.`,
      partly,
    );
  $("next").addEventListener("click", () => advance(1));
  $("advance").addEventListener("submit", (event) => (event.preventDefault(), advance($("advance-by").valueAsNumber)));
  $("reset").addEventListener("click", () => {
    if (confirm("Take the tenant back to where it started? Changes by hand are lost, and clients have to read anew."))
      order(() => ask("POST", "reset"), "The tenant is back where it started.");
  });
}

// Faults.

const presets = [
  ["Throttle the next 5", { path: "/v1.0", times: 5, status: 429, retryAfter: "2" }],
  ["Fail the next 3 (503)", { path: "/v1.0", times: 3, status: 503 }],
  ["HTML gateway page", { path: "/v1.0", times: 1, status: 502, body: "html" }],
  ["Cut a body short", { path: "/v1.0", times: 1, body: "truncated" }],
  ["Break a connection", { path: "/v1.0", times: 1, body: "reset" }],
  ["Lose a page's rows", { path: "^/v1\\.0/.*skiptoken=", times: 1, edit: "emptyValue" }],
  ["Slow the next 10", { path: "/v1.0", times: 10, delayMs: 2000 }],
  ["Refuse a sign-in", { path: "^/[^/]+/oauth2/v2\\.0/token", times: 1, status: 503 }],
  ["Tenant looks empty", { path: "^/v1\\.0/(users|groups)", method: "GET", edit: "emptyValue" }],
];

function prepareFaults() {
  const add = (rule, text) => order(() => ask("POST", "faults", { rules: [rule] }), text);
  for (const [text, rule] of presets) $("presets").append(button(text, () => add(rule, `Added: ${text}.`)));
  const expire = () => order(() => ask("POST", "faults", { expireDeltaTokens: true }), "All delta links given so far have expired.");
  $("presets").append(button("Expire delta links", expire));
  $("clear-rules").addEventListener("click", () => order(() => ask("DELETE", "faults"), "All rules are removed."));
  $("rule").addEventListener("submit", (event) => {
    event.preventDefault();
    order(async () => ask("POST", "faults", { rules: [parsed($("rule-text").value)] }), "The rule is added.");
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (problem) {
    throw new Error(`The rule is not JSON: ${problem.message}.`);
  }
}

let rulesKey = "";

function showRules({ rules }) {
  const key = JSON.stringify(rules);
  if (key === rulesKey) return;
  rulesKey = key;
  $("clear-rules").hidden = rules.length === 0;
  if (rules.length === 0) return $("rules").replaceChildren(el("li", { class: "quiet" }, "None. Every request gets its real answer."));
  $("rules").replaceChildren(
    ...rules.map(({ number, effect, rule, applied }) => {
      const isSpent = rule.times !== null && applied >= rule.times;
      const left = rule.times === null ? "until removed" : isSpent ? "used up" : `${rule.times - applied} to go`;
      const what = el("div", null, el("strong", null, effect), el("br"), el("span", { class: "mono" }, `${rule.method ?? ""} ${rule.path}`.trim()));
      what.append(el("br"), el("span", { class: isSpent ? "quiet" : "caution" }, `Applied ${count(applied, "time", "times")}, ${left}`));
      const remove = () => order(() => ask("DELETE", `faults/${number}`), "The rule is removed.");
      return el("li", null, what, button("Remove", remove, { class: "small", "aria-label": `Remove rule ${number}, ${effect}` }));
    }),
  );
}

// Permissions and quirks: only where the emulator knows them.

// Those taken away stay on the list, so that they can be given back.
const everGranted = new Set([
  "User.Read.All",
  "GroupMember.Read.All",
  "Member.Read.Hidden",
  "Organization.Read.All",
  "User.ReadWrite.All",
  "Group.ReadWrite.All",
]);
let permissionsKey = "";

function showApps({ apps }) {
  const [app] = apps;
  const key = JSON.stringify(app.permissions);
  if (key === permissionsKey) return;
  permissionsKey = key;
  for (const name of app.permissions) everGranted.add(name);
  $("permissions").hidden = false;
  const put = (name, isOn) => {
    const permissions = [...everGranted].filter((other) => (other === name ? isOn : app.permissions.includes(other)));
    permissionsKey = "";
    return order(() => ask("POST", "app", { permissions }), `${name} is ${isOn ? "granted" : "taken away"}.`);
  };
  replace(
    $("permission-list"),
    [...everGranted]
      .sort()
      .map((name) =>
        el(
          "label",
          null,
          el("input", { type: "checkbox", "data-key": name, checked: app.permissions.includes(name), change: (e) => put(name, e.target.checked) }),
          el("span", { class: "mono" }, name),
        ),
      ),
  );
}

const inWords = (name) => name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase());

let quirksKey = "";

function showQuirks(quirks) {
  const key = JSON.stringify(quirks);
  if (key === quirksKey) return;
  quirksKey = key;
  $("quirks").hidden = false;
  const open = new Set([...$("quirk-list").querySelectorAll("details[open]")].map((section) => section.dataset.name));
  const sections = Object.entries(quirks).filter(([, members]) => Object.keys(members).length > 0);
  replace(
    $("quirk-list"),
    sections.map(([section, members]) => {
      const isOn = Object.values(members).filter((value) => value === true).length;
      const head = el("summary", null, inWords(section), el("span", { class: "tag" }, isOn === 0 ? "none on" : `${isOn} on`));
      const isField = ([, value]) => typeof value !== "boolean";
      const rows = Object.entries(members)
        .sort((one, other) => isField(one) - isField(other))
        .map(([name, value]) => quirk(section, name, value));
      return el("details", { "data-name": section, open: open.has(section) }, head, el("div", null, ...rows));
    }),
  );
}

function quirk(section, name, value) {
  const put = (wanted) => {
    quirksKey = "";
    const now = wanted === true ? "on" : wanted === false ? "off" : wanted;
    return order(() => ask("POST", "quirks", { [section]: { [name]: wanted } }), `${inWords(name)} is ${now}.`);
  };
  const words = inWords(name);
  const key = `${section}.${name}`;
  if (typeof value === "boolean")
    return el("label", { class: "quirk" }, el("input", { type: "checkbox", "data-key": key, checked: value, change: (e) => put(e.target.checked) }), words);
  const isNumber = typeof value === "number";
  const changed = (event) => put(isNumber ? event.target.valueAsNumber : event.target.value);
  return el("label", { class: "quirk field" }, words, el("input", { type: isNumber ? "number" : "text", "data-key": key, value, change: changed }));
}

function prepareQuirks() {
  $("nasty").addEventListener("submit", (event) => {
    event.preventDefault();
    const nasty = $("nasty-seed").valueAsNumber;
    order(() => ask("POST", "quirks", { nasty }), `Quirks are drawn from seed ${nasty}.`);
  });
  $("clear-quirks").addEventListener("click", () => order(() => ask("DELETE", "quirks"), "The service behaves as documented."));
}

// Subscriptions: only where the emulator knows them.

let subscriptionsKey = "";

function showNotifications({ subscriptions, pending, counts, deliveries }) {
  const key = JSON.stringify([subscriptions, pending, counts]);
  if (key === subscriptionsKey) return;
  subscriptionsKey = key;
  $("subscriptions").hidden = false;
  $("subscription-counts").textContent =
    `${numbers.format(counts.delivered)} delivered, ${numbers.format(pending)} waiting, ${numbers.format(counts.retried)} retried, ` +
    `${numbers.format(counts.lost)} lost, ${numbers.format(counts.dropped)} dropped`;
  const rows = subscriptions.map((subscription) => {
    const what = el("div", null, el("strong", { class: "mono" }, `${subscription.resource} (${subscription.changeType})`), el("br"));
    what.append(el("span", { class: "mono" }, subscription.notificationUrl), el("br"));
    what.append(el("span", { class: "quiet" }, `Until ${clock.format(new Date(subscription.expirationDateTime))}, receiver ${subscription.receiver}`));
    if (subscription.waitsForReauthorization) what.append(el("span", { class: "tag disabled" }, "waits for reauthorisation"));
    const tell = (lifecycle, text) =>
      button(text, () => order(() => ask("POST", "notifications", { lifecycle, subscriptionId: subscription.id }), `Told: ${text}.`), { class: "small" });
    const orders = [tell("missed", "Missed"), tell("reauthorizationRequired", "Reauthorise"), tell("subscriptionRemoved", "Remove")];
    return el("li", null, what, el("div", { class: "row tight" }, ...orders));
  });
  $("subscription-list").replaceChildren(...(rows.length === 0 ? [el("li", { class: "quiet" }, "Nobody has subscribed.")] : rows));
  $("deliveries").hidden = deliveries.length === 0;
  $("delivery-list").replaceChildren(
    ...deliveries
      .slice(-100)
      .reverse()
      .map((delivery) => {
        const outcomes = [...new Set(delivery.entries.map((entry) => entry.outcome))].join(", ");
        const events = delivery.entries.map((entry) => `${entry.event} ${entry.resource ?? ""}`.trim()).join("; ");
        return el(
          "tr",
          null,
          el("td", null, clock.format(new Date(delivery.at))),
          el("td", { title: events }, events),
          el("td", { class: `num ${statusClass(delivery.status)}` }, delivery.status === null ? "none" : `${delivery.status}`),
          el("td", null, outcomes),
        );
      }),
  );
}

// Requests.

let lastRequest = 0;
let isPaused = false;
let entries = [];

const statusClass = (status) => (status === null || status >= 500 ? "wrong" : status === 429 ? "caution" : status >= 400 ? "wrong" : "ok");

function showLog({ last, requests }) {
  // The numbers begin anew with the emulator.
  if (last < lastRequest) clearRows();
  lastRequest = last;
  if (requests.length === 0) return;
  const added = requests.map((request) => ({ request, row: requestRow(request) }));
  entries = [...added.reverse(), ...entries];
  for (const old of entries.splice(logSize)) removeRow(old.row);
  $("log").prepend(...added.map((entry) => entry.row));
  filterLog();
}

function requestRow(request) {
  const target = readable(request.target);
  const open = button(target, (event) => toggleDetail(request, event.currentTarget), { class: "open", "aria-expanded": "false", title: target });
  const app = request.app ?? "";
  return el(
    "tr",
    null,
    el("td", { class: "c-time" }, clock.format(new Date(request.at))),
    el("td", null, request.method),
    el("td", { class: "c-path" }, open, request.fault && el("span", { class: "tag fault narrow" }, request.fault)),
    el("td", { class: `num ${statusClass(request.status)}` }, request.status === null ? "none" : `${request.status}`),
    el("td", { class: "num c-ms" }, numbers.format(request.tookMs)),
    el("td", { class: "num c-units" }, request.resourceUnits === null ? "–" : numbers.format(request.resourceUnits)),
    el("td", { class: "c-app", title: app }, app === "" ? "–" : app.slice(0, 8)),
    el("td", { class: "c-fault" }, request.fault ? el("span", { class: "tag fault", title: request.fault }, request.fault) : ""),
  );
}

function readable(target) {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

function removeRow(row) {
  if (row.nextElementSibling?.classList.contains("more")) row.nextElementSibling.remove();
  row.remove();
}

async function toggleDetail(request, opener) {
  const row = opener.closest("tr");
  const isOpen = opener.getAttribute("aria-expanded") === "true";
  opener.setAttribute("aria-expanded", !isOpen);
  row.classList.toggle("chosen", !isOpen);
  if (isOpen) return row.nextElementSibling.remove();
  const cell = el("td", { colspan: "8" }, "Reading …");
  row.after(el("tr", { class: "more" }, cell));
  try {
    cell.replaceChildren(...requestDetail(await ask("GET", `log/${request.number}`)));
  } catch (problem) {
    cell.textContent = problem.message;
  }
}

function requestDetail({ request, protocol, bodyBytes, requestHeaders, responseHeaders }) {
  const list = (pairs) => el("dl", { class: "mono" }, ...pairs.flatMap(([name, value]) => [el("dt", null, name), el("dd", null, value)]));
  const facts = [
    ["Request", `${request.method} ${readable(request.target)}`],
    ["Answer", `${request.status ?? "none: the connection ended"} after ${numbers.format(request.tookMs)} ms, ${protocol}`],
    ["Body", bodyBytes === null ? "of unannounced length" : count(bodyBytes, "byte", "bytes")],
    ["Cost", request.resourceUnits === null ? "not charged" : count(request.resourceUnits, "resource unit", "resource units")],
    ["Fault", request.fault ?? "none"],
    ["App", request.app ?? "not said"],
    ["client-request-id", request.clientRequestId ?? "not sent"],
  ];
  const headers = (title, all) => [el("h3", null, title), list(Object.entries(all))];
  return [list(facts), ...headers("Request headers", requestHeaders), ...headers("Response headers", responseHeaders)];
}

function filterLog() {
  const wanted = $("log-filter").value.trim().toLowerCase();
  const only = $("log-only").value;
  let shown = 0;
  for (const { request, row } of entries) {
    const text = [request.method, readable(request.target), request.status, request.app, request.fault, request.clientRequestId].join(" ");
    const isProblem = request.status === null || request.status >= 400;
    const fits = (only === "" || (only === "faults" ? request.fault !== null : isProblem)) && text.toLowerCase().includes(wanted);
    row.hidden = !fits;
    if (row.nextElementSibling?.classList.contains("more")) row.nextElementSibling.hidden = !fits;
    if (fits) shown++;
  }
  $("log-count").textContent = entries.length === 0 ? "" : shown === entries.length ? `the last ${shown}` : `${shown} of ${entries.length}`;
  $("log-empty").hidden = shown > 0;
  $("log-empty").textContent =
    entries.length === 0
      ? "No requests yet. Connect a client and they show up here, newest first."
      : "No request fits the filter.";
}

function clearRows() {
  entries = [];
  $("log").replaceChildren();
  filterLog();
}

function prepareLog() {
  $("log-filter").addEventListener("input", filterLog);
  $("log-only").addEventListener("change", filterLog);
  $("pause").addEventListener("click", () => {
    isPaused = !isPaused;
    $("pause").setAttribute("aria-pressed", isPaused);
    if (!isPaused) look();
  });
  $("clear-log").addEventListener("click", () => order(async () => (await ask("DELETE", "log"), clearRows()), "The log is cleared."));
}

// The tenant.

let kind = "group";
let nextRows = null;
let chosen = null;
let asked = 0;
const largestPage = 200;

async function listObjects(after, limit) {
  const turn = ++asked;
  const query = new URLSearchParams({ kind, search: $("search").value.trim(), only: $("only").value, after, limit });
  try {
    const { rows, next } = await ask("GET", `objects?${query}`);
    if (turn !== asked) return;
    const list = rows.map((row) => el("li", null, objectButton(row)));
    if (after === 0) replace($("objects"), list);
    else $("objects").append(...list);
    nextRows = next;
    $("more").hidden = next === null;
    const isFiltered = $("search").value.trim() !== "" || $("only").value !== "";
    const noun = kind === "group" ? "group" : "person";
    $("objects-empty").hidden = $("objects").childElementCount > 0;
    $("objects-empty").textContent = isFiltered ? `No ${noun} fits the filter.` : `There is no ${noun} in this tenant yet.`;
  } catch (problem) {
    fail(problem);
  }
}

function tags(row) {
  const words = row.deleted ? ["deleted", ...row.traits] : row.traits;
  return words.map((word) => el("span", { class: `tag ${word}` }, word === "microsoft365" ? "Microsoft 365" : word));
}

function objectButton(row) {
  const side = row.members === null ? "" : count(row.members, "member", "members");
  return el(
    "button",
    { type: "button", "data-key": row.id, click: () => openObject(row.id, true), "aria-current": row.id === chosen ? "true" : "false", "data-id": row.id },
    el("span", { class: "name" }, row.name ?? "(no name)", ...tags(row)),
    el("span", { class: "count" }, side),
    el("span", { class: "sub" }, row.address ?? row.id),
  );
}

async function openObject(id, isAsked = false) {
  chosen = id;
  for (const row of $("objects").querySelectorAll("button")) row.setAttribute("aria-current", row.dataset.id === id);
  try {
    const { outline, properties } = await ask("GET", `objects/${id}`);
    const lists = outline.kind === "group" ? ["owners", "members", "memberOf"] : ["memberOf", "ownerOf"];
    const pages = await Promise.all(lists.map((list) => ask("GET", `objects/${id}/${list}?limit=20`)));
    if (chosen !== id) return;
    const isOpen = !isAsked && $("detail").querySelector("details")?.open === true;
    replace($("detail"), objectDetail(outline, properties, lists, pages));
    $("detail").querySelector("details").open = isOpen;
    // Where there is no room beside the list, what was asked for is below it.
    if (isAsked && matchMedia("(max-width: 700px)").matches) $("detail").scrollIntoView({ block: "start" });
  } catch (problem) {
    if (chosen !== id) return;
    $("detail").replaceChildren(el("p", { class: "empty" }, problem.status === 404 ? "That object is not in the tenant any more." : problem.message));
  }
}

function objectDetail(outline, properties, lists, pages) {
  const title = el("h3", { class: "title", tabindex: "-1" }, outline.name ?? "(no name)");
  const rows = Object.entries(properties).map(([name, value]) =>
    el("tr", null, el("td", { class: "quiet" }, name), el("td", null, typeof value === "string" ? value : JSON.stringify(value))),
  );
  return [
    title,
    el("p", { class: "mono quiet" }, outline.id),
    el("p", null, outline.kind, ...tags(outline)),
    el("div", { class: "row" }, ...objectActions(outline)),
    ...lists.flatMap((list, index) => related(outline, list, pages[index])),
    el("details", null, el("summary", null, "Properties"), el("table", null, el("tbody", null, ...rows))),
  ];
}

function objectActions(outline) {
  const { id, deleted, traits } = outline;
  if (deleted) return [button("Restore", () => change("restore", { id }))];
  if (outline.kind === "user") {
    const isDisabled = traits.includes("disabled");
    return [
      button(isDisabled ? "Enable" : "Disable", () => change(isDisabled ? "enable" : "disable", { id })),
      button("Add to a group", () => change("addMember", { id })),
      button("Delete and restore", () => change("deleteAndRestore", { id })),
      button("Delete", () => change("delete", { id }), { class: "danger" }),
    ];
  }
  if (outline.kind !== "group") return [];
  return [
    button("Rename", () => change("renameGroup", { group: id })),
    button("Add a member", () => change("addMember", { group: id })),
    button("Add an owner", () => change("addOwner", { group: id })),
    button("Delete", () => change("deleteGroup", { group: id }), { class: "danger" }),
  ];
}

const listNames = { members: "Members", owners: "Owners", memberOf: "Member of", ownerOf: "Owner of" };

function related(outline, list, page) {
  const total = list === "members" ? outline.members : list === "owners" ? outline.owners : null;
  const title = el("h3", null, total === null ? listNames[list] : `${listNames[list]} (${numbers.format(total)})`);
  if (page.rows.length === 0) return [title, el("p", { class: "quiet" }, "None.")];
  const rows = el("ul", { class: "objects related" });
  const more = button("Show more", () => extend(), { class: "small" });
  const put = ({ rows: next, next: position }) => {
    rows.append(...next.map((row) => el("li", null, objectButton(row), ...relatedActions(outline, list, row))));
    more.hidden = position === null;
    more.value = position ?? "";
  };
  const extend = async () => {
    try {
      put(await ask("GET", `objects/${outline.id}/${list}?limit=50&after=${more.value}`));
    } catch (problem) {
      fail(problem);
    }
  };
  put(page);
  return [title, rows, more];
}

function relatedActions(outline, list, row) {
  if (outline.kind !== "group" || outline.deleted || (list !== "members" && list !== "owners")) return [];
  const what = list === "members" ? "removeMember" : "removeOwner";
  const label = `Remove ${row.name ?? row.id} from the ${list}`;
  return [button("Remove", () => change(what, { group: outline.id, id: row.id }), { class: "small", "aria-label": label })];
}

let refreshing = 0;

/** After a change: the same rows anew, but no more than one page of them. */
function refreshTenant() {
  clearTimeout(refreshing);
  refreshing = setTimeout(() => {
    const shown = $("objects").childElementCount;
    listObjects(0, Math.min(largestPage, Math.max(50, shown)));
    if (chosen !== null) openObject(chosen);
  }, 150);
}

function prepareTenant() {
  let typing = 0;
  $("search").addEventListener("input", () => (clearTimeout(typing), (typing = setTimeout(() => listObjects(0, 50), 200))));
  $("only").addEventListener("change", () => listObjects(0, 50));
  $("more").addEventListener("click", () => listObjects(nextRows, 50));
  for (const one of document.querySelectorAll("[data-kind]"))
    one.addEventListener("click", () => {
      kind = one.dataset.kind;
      for (const other of document.querySelectorAll("[data-kind]")) other.setAttribute("aria-pressed", other === one);
      listObjects(0, 50);
    });
  listObjects(0, 50);
}

// Looking again each second, as long as somebody looks at the page.

let optional = [
  ["app", showApps],
  ["quirks", showQuirks],
  ["notifications", showNotifications],
];
let lastAnswer = new Date();
let looking = Promise.resolve();

/** One look after the other: answers that overtake each other would show requests twice. */
function look() {
  looking = looking.then(lookOnce);
  return looking;
}

async function lookOnce() {
  try {
    const [state, rules, log] = await Promise.all([
      ask("GET", "state"),
      ask("GET", "faults"),
      isPaused ? null : ask("GET", `log?after=${lastRequest}`),
    ]);
    showState(state);
    showRules(rules);
    if (log !== null) showLog(log);
    lastAnswer = new Date();
    $("stale").hidden = true;
  } catch {
    $("stale").textContent = `No answer from the emulator since ${clock.format(lastAnswer)}. What you see is from then; trying again …`;
    $("stale").hidden = false;
    return;
  }
  for (const feature of optional) {
    const [path, show] = feature;
    try {
      show(await ask("GET", path));
    } catch (problem) {
      if (problem.status === 404) optional = optional.filter((other) => other !== feature);
    }
  }
}

async function keepLooking() {
  if (!document.hidden) await look();
  setTimeout(keepLooking, 1000);
}

async function connect() {
  try {
    showConnection(await ask("GET", "connection"));
  } catch {
    setTimeout(connect, 1000);
  }
}

document.addEventListener("visibilitychange", () => document.hidden || look());
prepareChanges();
prepareFaults();
prepareQuirks();
prepareLog();
prepareTenant();
connect();
keepLooking();
