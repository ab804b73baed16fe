// The phone: fetches the SMS every few seconds and shows those to one number, oldest first, as a phone does.
const part = (id) => document.getElementById(id);
const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const dateAndTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium" });

let numbers = new Map();
let shown = null;
let drawn = null;

function line([number, texts]) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  if (number === shown) button.setAttribute("aria-current", "true");
  const to = Object.assign(document.createElement("span"), { className: "subject", textContent: number });
  const at = Object.assign(document.createElement("time"), { dateTime: texts[0].at, textContent: time.format(new Date(texts[0].at)) });
  const latest = Object.assign(document.createElement("span"), { className: "to", textContent: texts[0].text });
  button.append(to, at, latest);
  button.addEventListener("click", () => {
    shown = number;
    draw();
    part("phone").focus({ preventScroll: true });
    part("phone").scrollIntoView({ block: "nearest" });
  });
  item.append(button);
  return item;
}

function bubble(sms) {
  const item = document.createElement("li");
  const text = Object.assign(document.createElement("p"), { textContent: sms.text });
  const size = `${sms.segments} ${sms.segments === 1 ? "segment" : "segments"} of ${sms.isGsm7 ? "GSM-7" : "UCS-2"}`;
  const about = Object.assign(document.createElement("small"), { textContent: `${sms.from} · ${dateAndTime.format(new Date(sms.at))} · ${size}` });
  item.append(text, about);
  return item;
}

function draw() {
  const count = [...numbers.values()].reduce((sum, texts) => sum + texts.length, 0);
  part("count").textContent = count === 0 ? "" : `${count} SMS to ${numbers.size} ${numbers.size === 1 ? "number" : "numbers"}`;
  part("empty").hidden = count > 0;
  if (!numbers.has(shown)) shown = numbers.keys().next().value ?? null;
  const focused = [...part("list").children].findIndex((item) => item.contains(document.activeElement));
  part("list").replaceChildren(...[...numbers].map(line));
  if (focused >= 0) part("list").children[focused]?.firstChild.focus();
  part("phone").hidden = shown === null;
  part("number").textContent = shown ?? "";
  part("texts").replaceChildren(...(numbers.get(shown) ?? []).toReversed().map(bubble));
}

async function refresh() {
  if (document.hidden) return;
  try {
    const body = await (await fetch("/_local/phone")).text();
    if (body === drawn) return;
    drawn = body;
    numbers = Map.groupBy(JSON.parse(body), (sms) => sms.to);
    draw();
  } catch {
    part("count").textContent = "The host does not answer any more.";
    drawn = null;
  }
}

document.addEventListener("visibilitychange", refresh);
setInterval(refresh, 2000);
refresh();
