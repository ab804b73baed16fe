// The dashboard: signs in and shows what the API answers, its reports, today's agenda and who asks for care, nothing else
// (dashboard-api.js asks it, dashboard-care.js reads and draws what is of care).
// Whatever comes from the API is only ever text or an image.
const part = (id) => document.getElementById(id);
const money = new Intl.NumberFormat("es-MX", { style: "currency", currency: "MXN" });
const whole = new Intl.NumberFormat("es-MX");
const percent = new Intl.NumberFormat("es-MX", { style: "percent", maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat("es-MX", { dateStyle: "long", timeZone: "UTC" });

const roles = { admin: "Administración", admin_support: "Apoyo administrativo", thanatologist: "Tanatología", patient: "Paciente" };
const modes = { "in-person": "Presencial", phone: "Por teléfono", video: "Por video" };
const statuses = { booked: "Reservada", confirmed: "Confirmada", arrived: "En la clínica", done: "Realizada", cancelled: "Cancelada", "no-show": "No asistió" };
const fileNames = { summary: "resumen", sessions: "sesiones", patients: "pacientes", fees: "cuotas", appointments: "citas", thanatologists: "tanatologos" };
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
  ofClinic().hidden = own;
  for (const report of reports) report.hidden = !["", undefined, tokens.user.role].includes(report.dataset.role);
  part("filter").hidden = true;
  showAll();
  if (!own && tokens.user.role !== "patient") await listThanatologists();
}

// Without the list there is just no filter: the figures are what people came for.
async function listThanatologists() {
  try {
    const options = (await listAll("/users?role=thanatologist")).map((user) => new Option(nameOfPerson(user), user.id));
    part("thanatologist").append(...options);
    part("filter").hidden = false;
  } catch (refusal) {
    if (refusal.status === 401) close(refusal.message);
  }
}

/* the reports */

// The column of the agenda that a thanatologist's own does not need.
const ofClinic = () => document.querySelector('[data-report="agenda"] th:nth-child(3)');

// The name of the API's report: a section has one, or a choice of them.
const nameOf = (report) => report.querySelector("[data-figure]")?.value ?? report.dataset.report;

function query(report) {
  if (report.dataset.report === "agenda") return agendaOfToday(report);
  const parameters = new URLSearchParams();
  const chosen = part("choice").elements.period.value;
  if (chosen === "dates") {
    parameters.set("from", part("from").value);
    parameters.set("to", part("to").value);
  } else {
    parameters.set("timespan", chosen);
  }
  const group = report.querySelector("[data-group]")?.value;
  if (group) parameters.set("groupBy", group);
  if (group && part("compare").checked) parameters.set("compare", "previous");
  if (part("thanatologist").value) parameters.set("thanatologistId", part("thanatologist").value);
  return `/reports/${nameOf(report)}?${parameters}`;
}

function showAll() {
  const dates = part("choice").elements.period.value === "dates";
  part("dates").hidden = !dates;
  part("choice").hidden = false;
  part("figures").hidden = false;
  tell(part("refused"), "");
  if (dates && !(part("from").value && part("to").value)) part("status").textContent = "Elija las dos fechas.";
  else if (dates && part("from").value > part("to").value) part("status").textContent = "La fecha «desde» debe ser anterior a «hasta».";
  else reports.filter((report) => !report.hidden).forEach(show);
}

const mostOfToday = 100;

// A thanatologist sees their own agenda, others the clinic's or the chosen one's.
function agendaOfToday(report) {
  const today = dayFromToday(0);
  report.querySelector("[data-told]").textContent = day.format(new Date(today));
  const parameters = new URLSearchParams({ from: today, to: today, limit: mostOfToday });
  if (part("thanatologist").value) parameters.set("thanatologistId", part("thanatologist").value);
  return `/appointments?${parameters}`;
}

const drawn = { agenda: drawAgenda, summary: drawSummary, series: drawChart, sessions: drawChart, patients: drawChart, fees: drawChart, appointments: drawChart, thanatologists: drawTable };

async function show(report) {
  report.load?.abort();
  const load = report.load = new AbortController();
  const name = report.dataset.report;
  tell(report.querySelector(".notice"), "");
  report.setAttribute("aria-busy", "true");
  if (name === "summary") part("status").textContent = "Cargando…";
  try {
    const { load: read, draw } = careReports[name] ?? { load: (signal) => loadText(report, signal), draw: drawn[name] };
    const found = await read(load.signal);
    if (report.load === load) draw(report, found);
  } catch (refusal) {
    if (refusal.name === "AbortError" || report.load !== load || !tokens) return;
    refuse(report, refusal);
  } finally {
    if (report.load === load) report.setAttribute("aria-busy", "false");
  }
}

async function loadText(report, signal) {
  const accept = drawn[report.dataset.report] === drawChart ? "image/svg+xml" : "application/json";
  return (await call(query(report), { accept, signal })).text();
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
  for (const told of report.querySelectorAll("[data-told]")) told.textContent = "";
  const image = report.querySelector("img");
  if (image) image.hidden = true;
}

const formats = { fees: money, noShowRate: percent };

// What there is nothing to tell of, such as a rate of nothing, has no value.
const written = (format, value) => value === undefined ? "–" : format.format(value);

function drawSummary(report, text) {
  const summary = JSON.parse(text);
  period = summary;
  for (const value of report.querySelectorAll("[data-kpi]")) {
    value.textContent = written(formats[value.dataset.kpi] ?? whole, summary[value.dataset.kpi]);
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

function drawAgenda(report, text) {
  const clock = new Intl.DateTimeFormat("es-MX", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: part("figures").dataset.zone });
  const { items, nextToken } = JSON.parse(text);
  if (nextToken) report.querySelector("[data-told]").append(` · las primeras ${mostOfToday} citas`);
  drawRows(report, items.map((item) => line(
    `${clock.format(new Date(item.start))}–${clock.format(new Date(item.end))}`,
    [item.patientName ?? "–", ...(ofClinic().hidden ? [] : [item.thanatologistName ?? "–"]), item.place ?? modes[item.mode], statuses[item.status]])), "No hay citas hoy");
}

function drawTable(report, text) {
  drawRows(report, JSON.parse(text).items.map((item) => line(item.name ?? item.thanatologistId, [
    whole.format(item.sessions), whole.format(item.patients), money.format(item.fees), money.format(item.averageFee), whole.format(item.openRecords),
    whole.format(item.appointments), written(percent, item.noShowRate), written(percent, item.utilisation),
  ])), "Sin datos en este periodo");
}

function drawRows(report, rows, none) {
  const body = report.querySelector("tbody");
  body.replaceChildren(...rows);
  if (rows.length === 0) body.insertRow().append(Object.assign(document.createElement("td"), { colSpan: report.querySelectorAll("thead th:not([hidden])").length, textContent: none }));
}

function line(name, values, isGrave) {
  const row = document.createElement("tr");
  if (isGrave) row.className = "grave";
  row.append(
    Object.assign(document.createElement("th"), { scope: "row", textContent: name }),
    ...values.map((value) => Object.assign(document.createElement("td"), { textContent: value, className: value === "–" ? "none" : "" })));
  return row;
}

async function download(report) {
  const group = report.querySelector("[data-group]");
  const by = group ? `-por-${group.selectedOptions[0].text.toLowerCase()}` : "";
  try {
    const answer = await call(query(report), { accept: "text/csv" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `${fileNames[nameOf(report)]}${by}-${period?.from ?? ""}-${period?.to ?? ""}.csv`.normalize("NFD").replace(/[^\w.-]/g, "");
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
  for (const choice of report.querySelectorAll("select")) choice.addEventListener("change", () => show(report));
  report.querySelector("[data-download]")?.addEventListener("click", () => download(report));
}
part("choice").addEventListener("change", showAll);
part("choice").addEventListener("submit", (event) => event.preventDefault());
part("sign-in-form").addEventListener("submit", signIn);
part("sign-out").addEventListener("click", signOut);
if (tokens) open();
