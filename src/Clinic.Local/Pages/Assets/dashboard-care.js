// What of the patients' care asks for somebody. An admin gets figures of the open alerts, and no name; a thanatologist gets their own patients.
const severities = { imminent: "Inminente", high: "Alta", moderate: "Moderada", low: "Baja" };
const kinds = { suicide: "Suicidio", "self-harm": "Autolesión", violence: "Violencia", medical: "Médica", legal: "Legal", other: "Otra" };
const daysOfAnniversaries = 30;
const daysOfAppointments = 90;
const hoursLong = new Intl.NumberFormat("es-MX", { style: "unit", unit: "hour", unitDisplay: "long" });
const daysLong = new Intl.NumberFormat("es-MX", { style: "unit", unit: "day", unitDisplay: "long" });
const yearsLong = new Intl.NumberFormat("es-MX", { style: "unit", unit: "year", unitDisplay: "long" });

const counted = (count, one, many) => `${whole.format(count)} ${count === 1 ? one : many}`;
const nameOfPerson = (user) => [user.firstName, user.firstLastName, user.secondLastName].filter(Boolean).join(" ");

// A day of the clinic's calendar, some days from today, as the API takes it.
function dayFromToday(days) {
  const today = new Date(new Intl.DateTimeFormat("sv-SE", { timeZone: part("figures").dataset.zone }).format(new Date()));
  today.setUTCDate(today.getUTCDate() + days);
  return today.toISOString().slice(0, 10);
}

/* for an admin */

// A closed record does not close an alert, so all patients are looked at. Of them no more is kept than what is counted.
async function loadAlerts(signal) {
  const chosen = part("thanatologist").value;
  const patients = await listAll(`/users?role=patient${chosen && `&thanatologistId=${encodeURIComponent(chosen)}`}`, signal);
  return patients.filter((patient) => patient.alert).map(({ alert, alertWaitsSince }) => ({ ...alert, since: alertWaitsSince }));
}

// How long the one waits at which nobody has looked for longest.
function longestWait(alerts) {
  const hours = Math.floor((Date.now() - Math.min(...alerts.map((alert) => Date.parse(alert.since)))) / 3_600_000);
  return hours < 1 ? "menos de una hora" : hours < 48 ? hoursLong.format(hours) : daysLong.format(Math.floor(hours / 24));
}

function drawAlerts(report, alerts) {
  const waiting = alerts.filter((alert) => alert.since);
  report.querySelector("[data-told]").textContent = alerts.length === 0 ? "" : [
    `${counted(alerts.length, "paciente", "pacientes")}, cada uno por su alerta más grave`,
    waiting.length === 0 ? "todas revisadas" : `${whole.format(waiting.length)} sin revisar, la mayor espera es de ${longestWait(waiting)}`,
  ].join(" · ");
  drawRows(report, alerts.length === 0 ? [] : Object.entries(severities).map(([severity, label]) => {
    const found = alerts.filter((alert) => alert.severity === severity);
    const unseen = found.filter((alert) => alert.since);
    const byKind = Object.entries(kinds).map(([kind, name]) => [name, found.filter((alert) => alert.kind === kind).length]).filter(([, count]) => count > 0);
    return line(label, [
      counted(found.length, "paciente", "pacientes"),
      byKind.map(([name, count]) => `${name} ${whole.format(count)}`).join(", ") || "–",
      unseen.length === 0 ? "–" : `${whole.format(unseen.length)} sin revisar, espera de ${longestWait(unseen)}`,
    ]);
  }), "Ningún paciente tiene una alerta abierta");
}

/* for a thanatologist */

async function loadCaseload(signal) {
  const own = encodeURIComponent(tokens.user.id);
  const [patients, tasks, appointments] = await Promise.all([
    listAll(`/users?role=patient&recordStatus=open&thanatologistId=${own}`, signal),
    listAll(`/tasks?status=open&to=${dayFromToday(0)}`, signal),
    listAll(`/appointments?from=${dayFromToday(0)}&to=${dayFromToday(daysOfAppointments)}`, signal),
  ]);
  const ahead = appointments.filter((item) => ["booked", "confirmed"].includes(item.status) && new Date(item.start) > new Date());
  const rank = (patient) => patient.alert ? Object.keys(severities).indexOf(patient.alert.severity) : Object.keys(severities).length;
  // Within a severity they stay from A to Z.
  return patients.sort((one, other) => rank(one) - rank(other)).map((patient) => ({
    name: nameOfPerson(patient),
    alert: patient.alert,
    due: tasks.filter((task) => task.patientId === patient.id).length,
    next: ahead.find((item) => item.patientId === patient.id)?.start,
  }));
}

function drawCaseload(report, patients) {
  const moment = new Intl.DateTimeFormat("es-MX", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: part("figures").dataset.zone });
  const due = patients.reduce((sum, patient) => sum + patient.due, 0);
  report.querySelector("[data-told]").textContent = [
    counted(patients.length, "expediente abierto", "expedientes abiertos"),
    `${whole.format(patients.filter((patient) => patient.alert).length)} con alerta`,
    `${counted(due, "tarea", "tareas")} por hacer`,
  ].join(" · ");
  drawRows(report, patients.map(({ name, alert, due: tasks, next }) => line(name, [
    alert ? `${severities[alert.severity]}: ${kinds[alert.kind].toLowerCase()}` : "–",
    tasks ? counted(tasks, "tarea", "tareas") : "–",
    next ? moment.format(new Date(next)) : "–",
  ], alert && ["imminent", "high"].includes(alert.severity))), "No hay expedientes abiertos");
}

async function loadAnniversaries(signal) {
  const [from, to] = [dayFromToday(0), dayFromToday(daysOfAnniversaries - 1)];
  return { from, to, items: (await (await call(`/care/anniversaries?from=${from}&to=${to}`, { signal })).json()).items };
}

function drawAnniversaries(report, { from, to, items }) {
  report.querySelector("[data-told]").textContent = `Del ${day.format(new Date(from))} al ${day.format(new Date(to))}`;
  drawRows(report, items.map((item) => line(day.format(new Date(item.date)), [item.patientName, yearsLong.format(item.years)])), "No hay aniversarios en estos días");
}

const careReports = {
  alerts: { load: loadAlerts, draw: drawAlerts },
  caseload: { load: loadCaseload, draw: drawCaseload },
  anniversaries: { load: loadAnniversaries, draw: drawAnniversaries },
};
