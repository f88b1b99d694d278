// What the officer sees of a screen: a pure function. The station decides what is shown (docs/screen.md), this how.

/**
 * @param screen the newest screen of the station; null before the first.
 * @param lost "lost" when the station has fallen silent, "locked" when it does not know this page; empty otherwise.
 * @param text the words of one language, of words.json.
 * @returns everything that is drawn, as plain values.
 */
export function render(screen, lost, text) {
  const main = mainView(screen, lost, text);
  const stage = screen?.stage ?? { name: "idle" };
  return {
    ...main,
    alarms: alarms(screen, lost, main, text),
    // A verdict, or a search that came to none, is ended by a person.
    ends: stage.name === "verdict" || stage.name === "unfinished" ? stage.correlation : null,
    vetoes: stage.name === "verdict" ? stage.correlation : null,
    // Of a plan of several steps; an encounter under way may be finished with what there is.
    steps: steps(screen, text),
    finishes: screen?.encounter && screen.encounter.steps.length > 1 ? screen.encounter.correlation : null,
    replies: (screen?.replies ?? []).map(reply => ({
      number: reply.number, title: text.reply[reply.status], reference: foreign(reply.reference), text: foreign(reply.text),
      // A newer word of the centre was lost on this disk.
      doubt: reply.number < (screen.damagedReply ?? 0) ? text.damagedReply : "" })),
    older: screen?.olderReplies ? fill(text.olderReplies, screen.olderReplies) : "",
    camera: lost ? null : screen?.camera?.name ?? null,
    emulated: screen?.isEmulated ? text.emulated : "",
    officer: screen?.officer ?? "",
    owners: owners(screen?.lists),
    lists: [screen?.lists && fill(text.fingers, screen.lists.fingers), age(screen, text)].filter(Boolean).join(" · "),
  };
}

function mainView(screen, lost, text) {
  const plain = (name, look, shape, more = [], reason = "") =>
    ({ look, shape, word: text[name][0], advice: [text[name][1], ...more].filter(Boolean), reason: foreign(reason), cards: [] });
  if (!screen) return lost ? plain(lost, "fault", "spanner") : plain("starting", "", "");
  const { stage, reader } = screen;
  if (stage.name === "verdict") {
    const { colour, doubts, matches, furtherMatches } = stage.verdict;
    const shape = { green: "tick", yellow: "triangle", red: "octagon" }[colour];
    const view = plain(colour, colour, shape, [...doubts.map(doubt => text.doubt[doubt]), further(furtherMatches, text)]);
    return { ...view, cards: matches.map(match => card(match, text)) };
  }
  const step = screen.encounter?.steps[screen.encounter.next];
  const next = finger(step, text);
  // Of several readers the one that it goes to.
  const place = step?.reader ? [fill(text.reader, step.reader)] : [];
  // A red that need not wait for the rest of the plan stays while more is taken.
  if (screen.encounter?.early) {
    const { doubts, matches, furtherMatches } = screen.encounter.early;
    const again = stage.name === "retry" ? [text.retry[stage.reason]] : [];
    const view = plain("red", "red", "octagon", [...again, ...doubts.map(doubt => text.doubt[doubt]), further(furtherMatches, text), fill(text.early, next), ...place]);
    return { ...view, cards: matches.map(match => card(match, text)) };
  }
  if (stage.name === "unfinished") return plain(stage.cause, "yellow", "triangle");
  if (lost) return plain(lost, "fault", "spanner");
  if (screen.revoked) return plain("revoked", "fault", "spanner", [], minute(screen.revoked));
  if (reader.name === "fault" || reader.name === "unplugged") return plain(reader.name, "fault", "spanner", [], reader.reason);
  switch (stage.name) {
    case "awaiting":
      if (screen.isFingerOn) return { ...plain("lift", "", ""), advice: [fill(text.then, next), ...place] };
      return { ...plain("next", "", ""), advice: [fill(text.next[1], next), ...place] };
    case "capturing": return plain("capturing", "", "");
    case "searching": return plain("searching", "", "");
    case "retry": return { ...plain("again", "", ""), advice: [text.retry[stage.reason]] };
    case "idle":
      if (screen.isFingerOn) return plain("lift", "", "");
      if (reader.name === "cleaningNeeded") return plain("cleaningNeeded", "clean", "");
      return plain(reader.name === "ready" ? "ready" : "starting", "", "");
    // A station that is newer than this page.
    default: return plain("reload", "fault", "spanner");
  }
}

function card(match, text) {
  // A station that is newer than this page.
  const word = (group, name) => text[group][name] ?? text[group].other;
  return { title: word("notice", match.notice), reference: foreign(match.reference), person: person(match.person, text),
    beware: match.cautions.map(name => word("beware", name)), caution: foreign(match.caution),
    action: match.action ? word("action", match.action) : "", instruction: foreign(match.instruction),
    chance: chance(match.candidate.falsePositiveRate, text),
    basis: match.candidate.basis === "swapped" ? text.swapped : "" };
}

/** That more persons resemble the traveller than have a card. */
function further(count, text) { return count ? fill(text.further, count) : ""; }

/** How a step is called; of a finger its name. */
function finger(step, text) { return step ? text.finger[step.position] ?? text.finger[0] : ""; }

/** The steps of a plan with more than one, each with what became of it. */
function steps(screen, text) {
  const found = screen?.encounter?.steps ?? screen?.stage.verdict?.steps ?? [];
  if (found.length < 2) return [];
  return found.map(step => ({ state: step.state, kind: step.kind, position: step.position, name: finger(step, text),
    words: [`${finger(step, text)}: ${text.step[step.state]}`, ...step.reader ? [fill(text.reader, step.reader)] : []].join(" · ") }));
}

/** Name, date of birth, nationalities, sex: each by itself, as they run in different directions. */
function person(who, text) {
  if (!who) return [];
  return [who.name, who.birthDate ?? "", ...who.nationalities, text.sex[who.sex] ?? ""].filter(Boolean).map(foreign);
}

/** "1 in 40 000", with the thin spaces that every language reads (ISO 80000-1): how often one who is on no list would look so. */
function chance(rate, text) {
  const [digits, power] = rate > 0 ? (1 / rate).toExponential(0).split("e").map(Number) : [1, 9];
  return fill(text.chance, (digits * 10 ** Math.min(power, 12)).toLocaleString("en").replaceAll(",", "\u202F"));
}

/** What is wrong beside what is shown large. */
function alarms(screen, lost, main, text) {
  const found = [];
  const add = (look, words, reason = "") => found.push({ look, words, reason: foreign(reason) });
  const isShown = name => main.word === text[name][0];
  const say = (name, reason) => { if (!isShown(name)) add("fault", text[name].join(". "), reason); };
  if (lost) say(lost, "");
  if (!screen) return found;
  const { reader, camera, outbox } = screen;
  if (screen.revoked) say("revoked", minute(screen.revoked));
  for (const { reason } of screen.refused ?? []) add("fault", text.refused, reason);
  if (screen.readers) screen.readers.forEach((one, place) => several(one, place + 1, text, add));
  else if (reader.name === "fault" || reader.name === "unplugged") say(reader.name, reader.reason);
  else if (reader.name === "cleaningNeeded" && !isShown("cleaningNeeded")) add("", text.cleaningNeeded.join(". "));
  const inForce = screen.lists?.generations ?? {};
  if (!Object.keys(inForce).length) add("", text.doubt.noList);
  else if (isOver(screen.lists.expires, screen.time)) add("", text.doubt.staleList);
  for (const [owner, reason] of Object.entries(screen.refusedLists ?? {})) {
    add("fault", owner && !(owner in inForce) ? text.listMissing : text.listRefused, [owner, reason].filter(Boolean).join(": "));
  }
  if (screen.lists?.unreadable) add("", fill(text.unreadable, screen.lists.unreadable));
  if (camera?.name === "unplugged") add("fault", text.cameraUnplugged);
  if (camera?.name === "fault") add("fault", text.cameraFault, camera.reason);
  if (outbox?.status.isOnReserve) add("", text.outboxReserve);
  if (outbox?.status.isFilling) add("", fill(text.outboxFilling, Math.floor(outbox.status.share * 100)));
  for (const doubt of outbox?.doubts ?? []) add("fault", text.disk, doubt);
  for (const alarm of screen.alarms ?? []) add("fault", text.alarm, `${alarm.message} [${alarm.code}]`);
  return found;
}

/** What is wrong with one of several readers; the others go on. */
function several({ device, report }, number, text, add) {
  const words = text.readerTrouble[report.name];
  if (words) add(report.name === "cleaningNeeded" ? "" : "fault", fill(words, number), `${device}: ${report.reason}`);
}

function isOver(end, now) { return end !== undefined && Date.parse(now) >= Date.parse(end); }

function owners(lists) {
  return Object.entries(lists?.generations ?? {}).map(([owner, generation]) => `${foreign(owner)} ${generation}`).join(", ");
}

/** How long ago the centre has signed, in whole hours. */
function age(screen, text) {
  if (!screen?.lists?.signed) return "";
  const hours = Math.floor((Date.parse(screen.time) - Date.parse(screen.lists.signed)) / 3_600_000);
  return fill(text.age, Math.max(0, hours));
}

/** A time of the centre as a person reads it, the same in every language: 2026-11-30 09:00 UTC. */
function minute(time) { return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`; }

/** Text of others, without what would turn it round or hide a part of it (control characters, Unicode's bidirectional ones). */
function foreign(text) { return text.replace(/[\u0000-\u001F\u007F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, ""); }

function fill(words, value) { return words.replace("#", value); }
