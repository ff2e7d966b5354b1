// The coding desk: keys and selection.  Everything here is a shortcut: each page works and prints without it.
//
// Offsets are code points of the stored text.  A turn says where it starts; its text nodes together are its words.

const text = document.getElementById("text"); // only on the page of a transcript
const title = document.title, said = document.getElementById("said");
const isCovered = () => document.body.classList.contains("covered");

/** Tell in the live region and, but for 0 seconds, on the screen. */
function say(told, seconds = 6) {
  clearTimeout(fading);
  Object.assign(said, { textContent: told, className: told && seconds && !isCovered() ? "" : "unseen" });
  fading = setTimeout(() => { said.className = "unseen"; }, 1000 * seconds);
}
const words = (key) => document.getElementById("words").dataset[key] ?? key;

// -- where a place of the text is in the page ----------------------------------------------------

const points = (string) => [...string].length;
/** Give the node and UTF-16 offset of a place that is `count` code points into an element. */
function placeIn(element, count) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const letters = [...walker.currentNode.data];
    if (count <= letters.length) return [walker.currentNode, letters.slice(0, count).join("").length];
    count -= letters.length;
  }
  return [walker.currentNode, walker.currentNode.data.length];
}

/** Count the code points of an element before a node and offset. */
function countTo(element, node, offset) {
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return points(range.toString());
}

// -- the passage that is chosen --------------------------------------------------------------------

const turns = () => [...text.querySelectorAll(".turn")];
const wordsOf = (turn) => turn.querySelector(".words");
let here = null, chosen = null; // a turn; {turn, start, end}: code points within the words of the turn
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const cut = new WeakMap(); // the segments of a turn, whose words never change

/** Give the words or sentences of a turn; where nothing in it is a word, as in "...", its sentences. */
function segments(turn, granularity) {
  if (!cut.has(turn)) cut.set(turn, {});
  const found = cut.get(turn)[granularity] ??= [...cutUp(wordsOf(turn).textContent, granularity)];
  return found.length || granularity === "sentence" ? found : segments(turn, "sentence");
}

function* cutUp(spoken, granularity) {
  let at = 0;
  for (const one of new Intl.Segmenter(text.lang || document.documentElement.lang, { granularity }).segment(spoken)) {
    const shown = one.segment.trim();
    const start = at + points(one.segment) - points(one.segment.trimStart());
    at += points(one.segment);
    if (shown && (granularity === "sentence" || one.isWordLike || PICTURE.test(shown))) yield { start, end: start + points(shown) };
  }
}

function choose(turn, start, end, quietly = false) {
  if (end <= start) return;
  chosen = { turn, start, end };
  const told = highlight();
  if (!quietly) say(told, 0);
  seekSuggestions();
}

/** Show what is chosen, and give its words. */
function highlight() {
  const range = document.createRange();
  range.setStart(...placeIn(wordsOf(chosen.turn), chosen.start));
  range.setEnd(...placeIn(wordsOf(chosen.turn), chosen.end));
  if (CSS.highlights) CSS.highlights.set("chosen", new Highlight(range));
  else document.getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  return range.toString();
}

/** Give a passage in code points of the whole text. */
const placeOf = ({ turn, start, end }) => ({ start: Number(turn.dataset.start) + start, end: Number(turn.dataset.start) + end });

function goTo(turn) {
  if (!turn) return;
  here?.classList.remove("here");
  here = turn;
  here.classList.add("here");
  if (!document.querySelector("dialog[open]")) here.focus({ preventScroll: true });
  here.scrollIntoView({ block: "nearest" });
  if (chosen?.turn === turn) return;
  chosen = null;
  CSS.highlights?.delete("chosen");
  seekSuggestions();
}

const step = (by) => goTo(here ? turns()[turns().indexOf(here) + by] : turns()[0]);
const isSomewhere = () => Boolean(here ?? (step(1), here));
/** Words that run from right to left go on to the left. */
const rightward = () => (here && getComputedStyle(wordsOf(here)).direction === "rtl" ? -1 : 1);

function chooseWord(by) {
  if (!isSomewhere()) return;
  const all = segments(here, "word");
  if (!all.length) return;
  if (!chosen) return choose(here, all[0].start, all[0].end);
  const first = all.findIndex((one) => one.end > chosen.start);
  const last = all.findLastIndex((one) => one.start < chosen.end);
  const next = Math.min(Math.max(last + by, first), all.length - 1);
  choose(here, chosen.start, all[next].end);
}

/** Choose what the address names: where a search, a quote or the queue leads. */
function chooseNamed() {
  const [from, to] = (new URLSearchParams(location.search).get("span") ?? "").split(":").map(Number);
  const turn = turns().findLast((one) => Number(one.dataset.start) <= from);
  if (!turn || !(to > from)) return goTo(document.querySelector(`.turn${location.hash || "#none"}`));
  const start = from - Number(turn.dataset.start);
  goTo(turn);
  choose(turn, start, Math.min(start + to - from, points(wordsOf(turn).textContent)), true);
}

function moveWord(by) {
  if (!chosen) return chooseWord(1);
  const all = segments(here, "word"), first = all.findIndex((one) => one.end > chosen.start);
  const next = all[Math.min(Math.max(first + by, 0), all.length - 1)];
  choose(here, next.start, next.end);
}

function chooseSentence() {
  if (!isSomewhere()) return;
  const next = segments(here, "sentence").find((one) => one.end > (chosen?.end ?? 0));
  if (next) return choose(here, next.start, next.end);
  const before = here;
  step(1);
  if (here !== before) chooseSentence();
}

const chooseTurn = () => isSomewhere() && choose(here, 0, points(wordsOf(here).textContent));

function takeSelection() {
  const selection = document.getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const turn = range.startContainer.parentElement?.closest(".turn");
  if (!turn || !wordsOf(turn).contains(range.startContainer)) return;
  const within = wordsOf(turn).contains(range.endContainer);
  const start = countTo(wordsOf(turn), range.startContainer, range.startOffset);
  const end = within ? countTo(wordsOf(turn), range.endContainer, range.endOffset) : points(wordsOf(turn).textContent);
  if (end <= start || (chosen?.turn === turn && chosen.start === start && chosen.end === end)) return;
  goTo(turn);
  choose(turn, start, end, true);
}

// -- asking the server ---------------------------------------------------------------------------

/** Send a form's worth of fields; the answer holds the turns and lists to show anew, and what to say. Was it done? */
async function ask(address, fields) {
  const told = await answerOf(address, { method: "POST", body: new URLSearchParams(fields) });
  if (told?.problems) say(told.problems.map((one) => `${one.message} ${one.remedy}`).join(" "), 30);
  else if (told) show(told);
  return Boolean(told && !told.problems);
}

/** Fetch parts of a page; a door in the way (locked, ended, a newer text) is gone through by loading anew. */
async function answerOf(address, options = {}) {
  try {
    const answer = await fetch(address, { ...options, headers: { Accept: "application/json" }, redirect: "manual" });
    const isDoor = answer.type === "opaqueredirect" || (answer.status === 403 || answer.status === 409) && !isJson(answer);
    if (isJson(answer)) return await answer.json();
    // What is being written would go with the page.
    if (isDoor && !document.querySelector("#memo[open]")) return location.reload();
  } catch { /* there is no answer either */ }
  say(words("away"), 30);
  return null;
}

const isJson = (answer) => answer.headers.get("Content-Type")?.startsWith("application/json");

/** Put fresh parts into the page, and keep what is chosen, and the focus, where they were. */
function show(told) {
  for (const [id, html] of Object.entries(told.parts ?? {})) {
    const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    const old = document.getElementById(id);
    if (old && old.outerHTML !== fresh.outerHTML) old.replaceWith(fresh);
    if (id === "picker-list") document.getElementById("codes-css").href = `/codes.css?${Date.now()}`;
  }
  if (chosen) highlight();
  if (document.activeElement === document.body) here?.focus({ preventScroll: true });
  if (told.said) say(told.said);
}

/** Ask what colleagues did since: every few seconds while somebody looks, and on coming back. */
async function seekChanges() {
  const isBusy = () => document.querySelector("dialog[open]") || !document.getSelection().isCollapsed;
  if (document.hidden || isBusy() && !touched) return;
  const told = await answerOf(`${location.pathname}/changes?since=${text.dataset.newest}${touched ? "&active" : ""}`);
  touched = false;
  if (!told || isBusy()) return;
  text.dataset.newest = told.newest;
  if (told.parts) show(told);
}

/** Send the small forms beside the text without leaving the page. */
function sendQuietly(event) {
  if (event.defaultPrevented || !event.target.closest(".beside, .acts")) return;
  event.preventDefault();
  ask(event.target.action, new FormData(event.target, event.submitter));
}

let last = text?.dataset.last ? { code: text.dataset.last } : null; // what Enter repeats
async function tag(code) {
  if (!chosen) return say(words("choose"));
  const quote = [...wordsOf(chosen.turn).textContent].slice(chosen.start, chosen.end).join("");
  last = code.create ? { create: code.create } : { code: code.code };
  document.getSelection().removeAllRanges();
  return ask(`${location.pathname}/codings`, { ...placeOf(chosen), quote, ...code });
}

// -- the picker ------------------------------------------------------------------------------------

const picker = document.getElementById("picker");
const wanted = picker?.querySelector("input");

/** Letters without capitals and accents: who types "ty" finds "Tŷ". */
const bare = (label) => label.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** Say how well some letters stand in a label, in order; null: not at all. */
function likeness(letters, label) {
  let from = 0, score = 0;
  for (const letter of letters) {
    const at = label.indexOf(letter, from);
    if (at < 0) return null;
    score += at === from ? 2 : at === 0 || /\W/.test(label[at - 1]) ? 3 : 0;
    from = at + letter.length;
  }
  return score - label.length / 100;
}

function pick() {
  if (!chosen) return say(words("choose"));
  wanted.value = "";
  narrow();
  open("picker");
}

function narrow() {
  const list = picker.querySelector("[role=listbox]"), create = picker.querySelector("[data-create]");
  const options = [...list.querySelectorAll("[data-code]")];
  const name = bare(wanted.value), labels = options.map((one) => bare(one.dataset.label));
  const scored = options.map((one, at) => [likeness(name, labels[at]), one]);
  for (const [score, one] of scored) one.hidden = score === null;
  const fitting = scored.filter(([score]) => score !== null).sort((a, b) => b[0] - a[0]).map(([, one]) => one);
  list.prepend(...fitting);
  create.hidden = !name || options.some((one) => one.dataset.label.toLowerCase() === wanted.value.trim().toLowerCase());
  create.querySelector("span").textContent = wanted.value.trim();
  // Whole words that stand in no label are a new code; a few letters are a short way to one that is there.
  const fresh = !create.hidden && (!fitting.length || (/\s|.{5}/.test(name) && !labels.some((one) => one.includes(name))));
  point(fresh ? create : fitting[0]);
}

function point(option) {
  for (const one of picker.querySelectorAll("[role=option]")) one.setAttribute("aria-selected", String(one === option));
  wanted.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function pointNext(by) {
  const shown = [...picker.querySelectorAll("[role=option]:not([hidden])")];
  const at = shown.findIndex((one) => one.ariaSelected === "true");
  point(shown[(at + by + shown.length) % shown.length]);
}

function take(option) {
  if (!option) return;
  picker.close();
  tag(option.dataset.code ? { code: option.dataset.code } : { create: option.querySelector("span").textContent });
}

// -- suggestions and memos -------------------------------------------------------------------------

let suggested = [], waiting = 0, resting = 0, idling = 0, fading = 0, touched = false;

/** Ask, a moment after the choice came to rest, which codes others put on such words. */
function seekSuggestions() {
  clearTimeout(waiting);
  showSuggestions([]);
  if (chosen) waiting = setTimeout(fetchSuggestions, 150, chosen);
}

async function fetchSuggestions(passage) {
  const told = await answerOf(`${location.pathname}/suggestions?${new URLSearchParams(placeOf(passage))}`);
  if (told?.learning && passage === chosen) waiting = setTimeout(fetchSuggestions, 1000, passage);
  else if (told && passage === chosen) showSuggestions(told.suggestions);
}

function showSuggestions(found) {
  suggested = found;
  document.getElementById("advice").hidden = found.length === 0;
  document.getElementById("suggested").replaceChildren(...found.map((one, place) => {
    const line = document.createElement("li");
    const textContent = [one.words.join(", "), ...one.nearest.slice(0, 1).map((quote) => `“${quote}”`)].join(" · ");
    const evidence = Object.assign(document.createElement("p"), { className: "soft", textContent });
    const label = `${one.label} (${Math.round(100 * one.probability)}%)`;
    line.append(Object.assign(document.createElement("button"), { type: "button", textContent: label, onclick: () => accept(place) }), evidence);
    return line;
  }));
}

const accept = (place) => suggested[place] && tag({ code: suggested[place].code, rank: place + 1 });

const open = (dialog) => document.getElementById(dialog).showModal();

async function keepMemo(event) {
  event.preventDefault();
  const area = event.target.querySelector("textarea");
  if (!await ask(event.target.action, { text: area.value, ...(chosen && placeOf(chosen)) })) return;
  area.value = "";
  document.getElementById("memo").close();
}

// -- keys ------------------------------------------------------------------------------------------

const repeat = () => (last ? tag(last) : pick());
const goOn = () => location.assign(`${document.getElementById("next").href}&start=${chosen ? placeOf(chosen).start : ""}`);

const typing = (target) => target.closest("input, textarea, select, dialog[open]") !== null;
const KEYS = {
  j: () => step(1), k: () => step(-1), ".": chooseSentence, t: chooseTurn, "/": pick,
  "Shift+ArrowRight": () => chooseWord(rightward()), "Shift+ArrowLeft": () => chooseWord(-rightward()),
  ArrowRight: () => moveWord(rightward()), ArrowLeft: () => moveWord(-rightward()),
  Enter: repeat, n: goOn,
  u: () => ask(`${location.pathname}/undo`, {}),
  1: () => accept(0), 2: () => accept(1), 3: () => accept(2),
  m: () => open("memo"), "?": () => open("help"),
};
const ACTS = { sentence: chooseSentence, turn: chooseTurn, pick, repeat, memo: KEYS.m, hide, help: KEYS["?"] };

/** Cover everything at once, the name in the tab too, and show it again with the same key. */
function hide() {
  const cover = document.getElementById("cover"), covers = cover.hidden;
  cover.hidden = !covers;
  document.body.classList.toggle("covered", covers);
  for (const part of document.querySelectorAll("header, main")) part.inert = covers;
  document.title = covers ? "familypanel" : title;
  say(covers ? cover.textContent : "", 0);
  if (!covers) here?.focus({ preventScroll: true });
}

function onKey(event) {
  const plain = event.key.length === 1 ? event.key.toLowerCase() : event.key; // Caps Lock may be on
  const key = (event.shiftKey && plain.startsWith("Arrow") ? "Shift+" : "") + plain;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (key === "h") return hide();
  if (!text || isCovered() || !KEYS[key]) return;
  if (key === "Enter" && event.target.closest("a, button, summary")) return;
  event.preventDefault();
  KEYS[key]();
}

function listen() {
  document.addEventListener("pointerup", () => setTimeout(takeSelection));
  // A finger chooses with handles that send no pointer event; what they leave is taken when it rests.
  document.addEventListener("selectionchange", () => { clearTimeout(resting); resting = setTimeout(takeSelection, 400); });
  text.addEventListener("click", (event) => document.getSelection().isCollapsed && goTo(event.target.closest(".turn")));
  document.addEventListener("submit", sendQuietly);
  document.querySelector("#memo form").addEventListener("submit", keepMemo);
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
  wanted.addEventListener("input", narrow);
  picker.addEventListener("click", (event) => take(event.target.closest("[role=option]")));
  picker.addEventListener("keydown", onPickerKey);
  setInterval(seekChanges, 4000);
  addEventListener("focus", seekChanges);
  chooseNamed();
}

function onPickerKey(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") pointNext(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && !event.isComposing && event.target === wanted) take(picker.querySelector("[aria-selected=true]"));
  else return;
  event.preventDefault();
}

/** Ask for the page anew when nobody touched it for so long that the desk is locked: then it is covered. */
function rest() {
  touched = true;
  clearTimeout(idling);
  idling = setTimeout(() => location.reload(), 1000 * (Number(document.body.dataset.idle) + 10));
}
document.addEventListener("keydown", onKey);
for (const button of document.querySelectorAll("[data-act]")) {
  button.hidden = false;
  button.addEventListener("click", () => ACTS[button.dataset.act]());
}
for (const act of ["keydown", "pointerdown", "scroll"]) addEventListener(act, rest, { passive: true });
rest();
if (text) listen();
// Who reads another page for long sits there too.
else setInterval(() => { if (touched) fetch("/codes.css"); touched = false; }, 60_000);
