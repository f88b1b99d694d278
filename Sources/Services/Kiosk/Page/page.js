// Draws what the station says, and tells it what the officer does.
import { render } from "/render.js";

/** A beat comes every five seconds; three that are missing mean that the station is lost. */
const patience = 15_000;
/** Between two tries when the station answers, and refuses us; twice as long each time while it does not know this page. */
const pause = { first: 1000, most: 60_000 };
/** The three kinds of veto, each with its reasons (BSI TR-03121-3; the vocabulary of the audit log). */
const vetoes = {
  capture: ["amputated", "bandaged", "injured", "childOrElderly", "equipment", "other"],
  quality: ["wornSkin", "injured", "childOrElderly", "suspectedAttack", "equipment", "other"],
  result: ["comparedAndDifferent", "comparedAndSame", "suspectedAttack", "other"],
};
const element = Object.fromEntries([...document.querySelectorAll("[id]")].map(found => [found.id, found]));
const words = await (await fetch("/words.json")).json();

let screen = null, lost = "", view = null, silence = 0, source = null, wait = pause.first;

// MARK: - From the station

function connect() {
  source?.close();
  source = new EventSource("/events");
  source.addEventListener("screen", event => { screen = JSON.parse(event.data); hear(); draw(); });
  source.addEventListener("beat", hear);
  source.onerror = async () => {
    // The browser itself comes back, unless it was refused.
    if (source.readyState !== EventSource.CLOSED) return lose("lost");
    const status = await fetch("/status").then(answer => answer.status, () => 0);
    lose(status === 401 ? "locked" : "lost");
    setTimeout(connect, wait);
    wait = status === 401 ? Math.min(2 * wait, pause.most) : pause.first;
  };
}

function hear() {
  clearTimeout(silence);
  silence = setTimeout(() => { lose("lost"); connect(); }, patience);
  wait = pause.first;
  if (lost) lose("");
}

/** Silence would look like "no hit": a lost station is said at once. */
function lose(how) { lost = how; draw(); }

// MARK: - To the officer

function draw() {
  const language = element.language.value, before = view;
  view = render(screen, lost, words[language]);
  element.main.className = view.look;
  element.shape.hidden = !view.shape;
  element.shape.firstElementChild.setAttribute("href", "#" + view.shape);
  element.word.textContent = view.word;
  element.advice.textContent = view.advice.join(" ");
  element.reason.textContent = view.reason;
  element.cards.replaceChildren(...view.cards.map(card));
  element.alarms.replaceChildren(...view.alarms.map(alarm));
  element.emulated.textContent = view.emulated;
  element.emulated.hidden = !view.emulated;
  element.end.hidden = !view.ends;
  element.veto.hidden = !view.vetoes;
  element.finish.hidden = !view.finishes;
  element.steps.hidden = !view.steps.length;
  element.steps.replaceChildren(...view.steps.map(step => make("li", { className: step.state }, step.words)));
  drawExceptions(before);
  if (view.ends !== before?.ends) refuse(null);
  if (view.vetoes !== before?.vetoes) {
    element.noted.textContent = "";
    element.kind.value = "";
    element.kind.onchange();
  }
  if (view.officer !== before?.officer) element.officer.value = view.officer;
  element.replies.hidden = !view.replies.length;
  element.replyList.replaceChildren(...view.replies.map(reply), make("p", {}, view.older));
  element.owners.textContent = view.owners;
  element.lists.textContent = view.owners && "· " + view.lists;
  drawCamera();
  announce(before);
  // For tests: what is drawn by now.
  Object.assign(document.documentElement.dataset, {
    number: screen?.number ?? 0, finger: screen?.isFingerOn ? "on" : "off", officer: view.officer,
    stage: [screen?.stage.name, screen?.stage.attempt].join(" ").trim() });
}

/** Which fingers can still be said to be missing; a choice that was begun stays. */
function drawExceptions(before) {
  const open = view => (view?.finishes ? view.steps : []).filter(step => step.state === "open");
  const names = view => open(view).map(step => step.name).join();
  element.except.hidden = !open(view).length;
  if (names(view) === names(before)) return;
  element.exceptStep.replaceChildren(...open(view).map(step => {
    const option = new Option(step.name, step.position);
    option.dataset.kind = step.kind;
    return option;
  }));
}

/** Read aloud: progress when there is time for it, verdicts and faults at once; nothing twice. */
function announce(before) {
  const spoken = view => view && [view.word, ...view.advice].join(". ");
  if (spoken(view) === spoken(before)) return;
  const isUrgent = view.shape !== "";
  element.alert.textContent = isUrgent ? spoken(view) : "";
  element.status.textContent = isUrgent ? "" : spoken(view);
}

function card(match) {
  const box = make("div", { className: "card" });
  box.append(make("h2", {}, match.title, " ", make("bdi", {}, match.reference)));
  const apart = (items, join) => items.flatMap((item, index) => [index ? join : "", make("bdi", {}, item)]);
  if (match.person.length) box.append(make("p", { className: "person" }, ...apart(match.person, " · ")));
  if (match.beware.length) box.append(make("p", { className: "beware" }, ...apart(match.beware, " · ")));
  for (const part of ["caution", "action", "instruction"]) {
    if (match[part]) box.append(make("p", { className: part }, make("bdi", {}, match[part])));
  }
  box.append(make("p", {}, match.chance), make("p", {}, match.basis));
  return box;
}

function alarm({ look, words, reason }) {
  const item = make("li", { className: look }, words);
  if (reason) item.append(" ", make("bdi", { lang: "en" }, reason));
  return item;
}

function reply({ number, title, reference, text, doubt }) {
  const button = make("button", { type: "button" }, words[element.language.value].read);
  button.onclick = async () => refuse(await send("POST", "/read", JSON.stringify({ number })));
  return make("div", { className: "reply" }, make("b", {}, title), make("bdi", {}, reference),
    make("p", {}, make("bdi", {}, text)), button, ...(doubt ? [make("b", { className: "fault" }, doubt)] : []));
}

/** The camera runs while it is shown. What it saw last is hidden at once when it stops: it would look like now. */
function drawCamera() {
  const runs = ["starting", "ready", "capturing"].includes(view.camera);
  if (runs && !element.camera.hasAttribute("src")) element.camera.src = "/camera?" + Date.now();
  if (!runs) element.camera.removeAttribute("src");
  element.camera.hidden = view.camera !== "capturing";
}
element.camera.onerror = () => {
  element.camera.removeAttribute("src");
  element.camera.hidden = true;
  setTimeout(() => { if (view) drawCamera(); }, 2000);
};

function make(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Nothing is chosen beforehand: a veto is never an accident. */
function options(select, label, values, texts) {
  const chosen = select.value;
  select.setAttribute("aria-label", label);
  select.replaceChildren(new Option(label, ""), ...values.map(value => new Option(texts[value], value)));
  select.value = values.includes(chosen) ? chosen : "";
}

// MARK: - From the officer

/** @returns null, or what is against it, in words of the officer's language; what has none is the station's own. */
async function send(method, path, body) {
  const text = words[element.language.value];
  try {
    const response = await fetch(path, { method, body });
    if (response.ok) return null;
    const { code, message } = await response.json().catch(() => ({}));
    return text.refusal[code] ?? [text.refusal.other, message].filter(Boolean).join(" ");
  } catch { return text.lost.join(": "); }
}

/** What could not be done stays on the page until something is done, or another traveller is shown. */
function refuse(problem) {
  element.refusal.textContent = problem ?? "";
  element.refusal.hidden = !problem;
}

element.end.onclick = async () => refuse(await send("POST", "/end", JSON.stringify({ correlation: view.ends })));

element.finish.onclick = async () =>
  refuse(await send("POST", "/encounter", JSON.stringify({ do: "finish", correlation: view.finishes })));

element.except.onsubmit = async event => {
  event.preventDefault();
  const { value, dataset } = element.exceptStep.selectedOptions[0], reason = element.exceptReason.value;
  // Who cannot today may be able at the next border.
  const exception = { do: "except", correlation: view.finishes, kind: dataset.kind, position: Number(value), reason,
    isPermanent: reason !== "UP" };
  element.exceptReason.value = "";
  refuse(await send("POST", "/encounter", JSON.stringify(exception)));
};

element.duty.onsubmit = async event => {
  event.preventDefault();
  element.officer.blur();
};
element.officer.onchange = async () => {
  const problem = await send("PUT", "/officer", element.officer.value);
  element.officer.setCustomValidity(problem ?? "");
  element.officer.setAttribute("aria-invalid", String(problem !== null));
  if (problem) element.officer.reportValidity();
};
element.officer.oninput = () => element.officer.setCustomValidity("");

element.kind.onchange = () => {
  const text = words[element.language.value];
  options(element.vetoReason, text.vetoReasonLabel, vetoes[element.kind.value] ?? [], text.vetoReason);
};
element.veto.onsubmit = async event => {
  event.preventDefault();
  const veto = { correlation: view.vetoes, kind: element.kind.value, reason: element.vetoReason.value };
  const problem = await send("POST", "/veto", JSON.stringify(veto));
  if (veto.correlation === view.vetoes) element.noted.textContent = problem ?? words[element.language.value].noted;
};

element.language.onchange = () => {
  const language = element.language.value, text = words[language];
  localStorage.setItem("language", language);
  document.documentElement.lang = language;
  document.documentElement.dir = text.direction;
  element.officerLabel.textContent = text.officer;
  element.end.textContent = text.end;
  element.finish.textContent = text.finish;
  element.exceptButton.textContent = text.except;
  element.exceptStep.ariaLabel = element.exceptReason.ariaLabel = text.except;
  // Nothing is chosen beforehand: one touch alone takes no finger out.
  const reasons = Object.entries(text.exceptReason).map(([code, words]) => new Option(words, code));
  element.exceptReason.replaceChildren(new Option("—", ""), ...reasons);
  element.vetoLegend.textContent = text.veto;
  element.vetoButton.textContent = text.vetoButton;
  element.repliesTitle.textContent = text.replies;
  element.camera.alt = text.camera;
  options(element.kind, text.vetoKindLabel, Object.keys(vetoes), text.vetoKind);
  element.kind.onchange();
  draw();
};

element.language.replaceChildren(...Object.entries(words).map(([code, text]) => {
  const option = new Option(text.name, code);
  option.lang = code;
  return option;
}));
const wished = localStorage.getItem("language") ?? navigator.language.slice(0, 2);
element.language.value = wished in words ? wished : "en";
element.language.onchange();
connect();
