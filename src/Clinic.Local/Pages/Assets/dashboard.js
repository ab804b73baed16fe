// The dashboard: signs in and shows what the API's reports answer, nothing else (dashboard-api.js asks it). Whatever comes from the
// API is only ever text or an image.
const part = (id) => document.getElementById(id);
const money = new Intl.NumberFormat("es-MX", { style: "currency", currency: "MXN" });
const whole = new Intl.NumberFormat("es-MX");
const day = new Intl.DateTimeFormat("es-MX", { dateStyle: "long", timeZone: "UTC" });

const roles = { admin: "Administración", admin_support: "Apoyo administrativo", thanatologist: "Tanatología", patient: "Paciente" };
const fileNames = { summary: "resumen", sessions: "sesiones", patients: "pacientes", fees: "cuotas", thanatologists: "tanatologos" };
const reports = [...document.querySelectorAll(".report")];

let period = null;

function tell(notice, text, again) {
  notice.replaceChildren(...(text ? [text] : []));
  notice.hidden = !text;
  if (!again) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: "Reintentar" });
  button.addEventListener("click", again);
  notice.append(" ", button);
}

/* signing in and out */

async function signIn(event) {
  event.preventDefault();
  part("enter").disabled = true;
  tell(part("sign-in-message"), "");
  try {
    const body = { email: part("email").value.trim(), password: part("password").value };
    keep(await (await call("/auth/login", { body })).json());
    part("password").value = "";
    await open();
    part("heading").focus();
  } catch (refusal) {
    tell(part("sign-in-message"), refusal.status === 401 || refusal.status === 400 ? "El correo o la contraseña no son correctos. Revíselos e intente de nuevo." : refusal.message);
    part("password").focus();
  } finally {
    part("enter").disabled = false;
  }
}

function close(message) {
  keep(null);
  for (const report of reports) report.load?.abort();
  part("reports").hidden = true;
  part("sign-in").hidden = false;
  for (const report of reports) clear(report);
  part("thanatologist").replaceChildren(part("thanatologist").options[0]);
  tell(part("sign-in-message"), message);
  part("email").focus();
}

async function signOut() {
  const refreshToken = tokens?.refreshToken;
  const farewell = refreshToken ? call("/auth/logout", { body: { refreshToken } }).catch(() => {}) : null;
  close("");
  await farewell;
}

async function open() {
  part("who").textContent = `${tokens.user.firstName} · ${roles[tokens.user.role] ?? tokens.user.role}`;
  part("sign-in").hidden = true;
  part("reports").hidden = false;
  const own = tokens.user.role === "thanatologist";
  part("heading").textContent = own ? "Mis cifras" : "Tablero";
  part("filter").hidden = true;
  showAll();
  if (!own && tokens.user.role !== "patient") await listThanatologists();
}

// Without the list there is just no filter: the figures are what people came for.
async function listThanatologists() {
  const options = [];
  try {
    for (let next = ""; next !== undefined;) {
      const page = await (await call(`/users?role=thanatologist&limit=100${next && `&nextToken=${encodeURIComponent(next)}`}`)).json();
      options.push(...page.items.map((user) => new Option([user.firstName, user.firstLastName, user.secondLastName].filter(Boolean).join(" "), user.id)));
      next = page.nextToken;
    }
    part("thanatologist").append(...options);
    part("filter").hidden = false;
  } catch (refusal) {
    if (refusal.status === 401) close(refusal.message);
  }
}

/* the reports */

function query(report) {
  const parameters = new URLSearchParams();
  const chosen = part("choice").elements.period.value;
  if (chosen === "dates") {
    parameters.set("from", part("from").value);
    parameters.set("to", part("to").value);
  } else {
    parameters.set("timespan", chosen);
  }
  const group = report.querySelector("select")?.value;
  if (group) parameters.set("groupBy", group);
  if (part("thanatologist").value) parameters.set("thanatologistId", part("thanatologist").value);
  return `/reports/${report.dataset.report}?${parameters}`;
}

function showAll() {
  const dates = part("choice").elements.period.value === "dates";
  part("dates").hidden = !dates;
  part("choice").hidden = false;
  part("figures").hidden = false;
  tell(part("refused"), "");
  if (dates && !(part("from").value && part("to").value)) part("status").textContent = "Elija las dos fechas.";
  else if (dates && part("from").value > part("to").value) part("status").textContent = "La fecha «desde» debe ser anterior a «hasta».";
  else reports.forEach(show);
}

const drawn = { summary: drawSummary, sessions: drawChart, patients: drawChart, fees: drawChart, thanatologists: drawTable };

async function show(report) {
  report.load?.abort();
  const load = report.load = new AbortController();
  const name = report.dataset.report;
  tell(report.querySelector(".notice"), "");
  report.setAttribute("aria-busy", "true");
  if (name === "summary") part("status").textContent = "Cargando…";
  try {
    const accept = drawn[name] === drawChart ? "image/svg+xml" : "application/json";
    const answer = await call(query(report), { accept, signal: load.signal });
    const text = await answer.text();
    if (report.load === load) drawn[name](report, text);
  } catch (refusal) {
    if (refusal.name === "AbortError" || report.load !== load || !tokens) return;
    refuse(report, refusal);
  } finally {
    if (report.load === load) report.setAttribute("aria-busy", "false");
  }
}

function refuse(report, refusal) {
  part("status").textContent = "";
  if (refusal.status === 401) return close(refusal.message);
  // What is wrong with every report is said once.
  const forAll = [0, 400, 403].includes(refusal.status);
  part("choice").hidden = refusal.status === 403;
  part("figures").hidden = forAll;
  if (forAll) return tell(part("refused"), refusal.message, refusal.status === 0 && showAll);
  clear(report);
  tell(report.querySelector(".notice"), refusal.message, () => show(report));
}

function clear(report) {
  for (const value of report.querySelectorAll("[data-kpi]")) value.textContent = "–";
  report.querySelector("tbody")?.replaceChildren();
  const image = report.querySelector("img");
  if (image) image.hidden = true;
}

function drawSummary(report, text) {
  const summary = JSON.parse(text);
  period = summary;
  for (const value of report.querySelectorAll("[data-kpi]")) {
    const name = value.dataset.kpi;
    value.textContent = (name === "fees" ? money : whole).format(summary[name]);
  }
  part("status").textContent = `Del ${day.format(new Date(summary.from))} al ${day.format(new Date(summary.to))}`;
}

// As an image the picture can neither run anything nor load anything; its description, with every value, is the alternative text.
function drawChart(report, svg) {
  const image = report.querySelector("img");
  image.alt = ["title", "desc"].map((name) => new DOMParser().parseFromString(svg, "image/svg+xml").querySelector(name)?.textContent).filter(Boolean).join(". ");
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  image.hidden = false;
}

function drawTable(report, text) {
  const { items } = JSON.parse(text);
  report.querySelector("tbody").replaceChildren(...items.map(line));
  if (items.length === 0) report.querySelector("tbody").insertRow().append(Object.assign(document.createElement("td"), { colSpan: 6, textContent: "Sin datos en este periodo" }));
}

function line(item) {
  const row = document.createElement("tr");
  const values = [whole.format(item.sessions), whole.format(item.patients), money.format(item.fees), money.format(item.averageFee), whole.format(item.openRecords)];
  row.append(
    Object.assign(document.createElement("th"), { scope: "row", textContent: item.name ?? item.thanatologistId }),
    ...values.map((value) => Object.assign(document.createElement("td"), { textContent: value })));
  return row;
}

async function download(report) {
  const group = report.querySelector("select");
  const by = group ? `-por-${group.selectedOptions[0].text.toLowerCase()}` : "";
  try {
    const answer = await call(query(report), { accept: "text/csv" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `${fileNames[report.dataset.report]}${by}-${period?.from ?? ""}-${period?.to ?? ""}.csv`.normalize("NFD").replace(/[^\w.-]/g, "");
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (refusal) {
    if (tokens) refuse(report, refusal);
  }
}

for (const account of document.querySelectorAll("[data-email]")) {
  account.addEventListener("click", () => {
    part("email").value = account.dataset.email;
    part("password").value = account.dataset.password;
    part("enter").focus();
  });
}
for (const report of reports) {
  report.querySelector("select")?.addEventListener("change", () => show(report));
  report.querySelector("[data-download]").addEventListener("click", () => download(report));
}
part("choice").addEventListener("change", showAll);
part("choice").addEventListener("submit", (event) => event.preventDefault());
part("sign-in-form").addEventListener("submit", signIn);
part("sign-out").addEventListener("click", signOut);
if (tokens) open();
