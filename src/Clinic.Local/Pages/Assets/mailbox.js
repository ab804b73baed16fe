// The mailbox: fetches the mails every few seconds. A mail's text is only ever text, and its HTML lives in a frame
// that may neither run scripts nor reach anything.
const part = (id) => document.getElementById(id);
const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const dateAndTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium" });

let mails = [];
let shown = null;
let drawn = null;

part("ask").textContent =
  `curl -i ${location.origin}/auth/password/forgot \\\n  -H 'Content-Type: application/json' \\\n  -d '{"email":"patient@clinic.test"}'`;

function line(mail) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  if (mail.id === shown) button.setAttribute("aria-current", "true");
  const subject = Object.assign(document.createElement("span"), { className: "subject", textContent: mail.subject });
  const at = Object.assign(document.createElement("time"), { dateTime: mail.at, textContent: time.format(new Date(mail.at)) });
  const to = Object.assign(document.createElement("span"), { className: "to", textContent: mail.to });
  button.append(subject, at, to);
  button.addEventListener("click", () => show(mail, true));
  item.append(button);
  return item;
}

function show(mail, chosen) {
  shown = mail.id;
  part("subject").textContent = mail.subject;
  part("from").textContent = mail.from;
  part("recipients").textContent = [mail.to, mail.cc, mail.bcc].filter(Boolean).join(", ");
  part("at").textContent = dateAndTime.format(new Date(mail.at));
  part("text").textContent = mail.text;
  part("html").srcdoc = mail.html;
  part("show-text").disabled = mail.text === "";
  part("show-html").disabled = mail.html === "";
  choose(mail.text === "");
  part("mail").hidden = false;
  draw();
  if (chosen) {
    part("mail").focus({ preventScroll: true });
    part("mail").scrollIntoView({ block: "nearest" });
  }
}

function choose(html) {
  part("html").hidden = !html;
  part("text").hidden = html;
  part("show-html").setAttribute("aria-pressed", html);
  part("show-text").setAttribute("aria-pressed", !html);
}

function draw() {
  const filter = part("to").value.trim();
  part("count").textContent = mails.length === 0
    ? (filter ? "No mail to this address" : "")
    : `${mails.length} ${mails.length === 1 ? "mail" : "mails"}, newest first`;
  part("empty").hidden = mails.length > 0 || filter !== "";
  const scroll = part("list").scrollTop;
  const focused = [...part("list").children].findIndex((item) => item.contains(document.activeElement));
  part("list").replaceChildren(...mails.map(line));
  part("list").scrollTop = scroll;
  if (focused >= 0) part("list").children[focused]?.firstChild.focus();
}

async function refresh() {
  if (document.hidden) return;
  const filter = part("to").value.trim();
  try {
    const answer = await fetch(`/_local/mailbox${filter ? `?to=${encodeURIComponent(filter)}` : ""}`);
    const body = await answer.text();
    if (filter !== part("to").value.trim() || body === drawn) return;
    drawn = body;
    mails = JSON.parse(body);
    draw();
    if (!mails.some((mail) => mail.id === shown)) {
      part("mail").hidden = true;
      shown = null;
      if (mails.length > 0) show(mails[0], false);
    }
  } catch {
    part("count").textContent = "The host does not answer any more.";
    drawn = null;
  }
}

part("show-text").addEventListener("click", () => choose(false));
part("show-html").addEventListener("click", () => choose(true));
part("to").addEventListener("input", () => { drawn = null; refresh(); });
document.addEventListener("visibilitychange", refresh);
setInterval(refresh, 2000);
refresh();
