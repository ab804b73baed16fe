using Clinic.Core.Security;
using Clinic.Demo;

namespace Clinic.Local.Pages;

/// <summary>
/// The clinic's figures for people who read Spanish. The page itself is static and holds no data: its script signs in and calls the API.
/// </summary>
internal static class DashboardPage
{
    /// <param name="timeZone">In which it shows times, and in which it is today.</param>
    public static Html Render(string timeZone) => PageLayout.Render("Tablero – Clinic", "/dashboard", Html.Of($"""
        <div class="dashboard" lang="es">
          <noscript><p>Esta página necesita JavaScript.</p></noscript>
          {SignIn()}
          <section id="reports" hidden>
            <div class="top">
              <h1 id="heading" tabindex="-1">Tablero</h1>
              <p class="who"><span id="who"></span> <button type="button" id="sign-out" class="button quiet">Salir</button></p>
            </div>
            {Choice()}
            <div id="refused" class="notice" role="alert" hidden></div>
            <div id="figures" data-zone="{timeZone}">{Agenda()}{Care()}{Summary()}{Series()}{Charts()}{Thanatologists()}</div>
          </section>
        </div>
        """), "dashboard-api.js", "dashboard-care.js", "dashboard.js");

    private static Html SignIn() => Html.Of($"""
        <section id="sign-in" class="sign-in" aria-labelledby="sign-in-heading">
          <h1 id="sign-in-heading">Tablero de la clínica</h1>
          <p class="lead">Entre para ver las cifras. Las cuentas de demostración existen solo en esta máquina.</p>
          <div class="accounts" role="group" aria-label="Cuentas de demostración">{Html.Each(DemoAccounts.All, Account)}</div>
          <form id="sign-in-form">
            <label>Correo <input id="email" type="email" autocomplete="username" required></label>
            <label>Contraseña <input id="password" type="password" autocomplete="current-password" required aria-describedby="password-hint"></label>
            <p class="hint" id="password-hint">Todas las cuentas de demostración: <code class="secret">{DemoAccounts.Password}</code></p>
            <button class="button" id="enter">Entrar</button>
            <p id="sign-in-message" class="notice" role="alert" hidden></p>
          </form>
        </section>
        """);

    private static Html Account(Demo.DemoAccount account) => Html.Of($"""
        <button type="button" data-email="{account.Email}" data-password="{DemoAccounts.Password}"><strong>{account.Email}</strong> <span>{RoleName(account.Role)}</span></button>
        """);

    private static Html Choice() => Html.Of($"""
        <form id="choice" class="choice" aria-label="Periodo y tanatólogo">
          <fieldset><legend>Periodo</legend>
            <label><input type="radio" name="period" value="week"> Semana</label>
            <label><input type="radio" name="period" value="month" checked> Mes</label>
            <label><input type="radio" name="period" value="year"> Año</label>
            <label><input type="radio" name="period" value="dates"> Fechas</label>
          </fieldset>
          <div class="dates" id="dates" hidden>
            <label>Desde <input type="date" id="from"></label>
            <label>Hasta <input type="date" id="to"></label>
          </div>
          <div class="filter" id="filter" hidden><label for="thanatologist">Tanatólogo</label> <select id="thanatologist"><option value="">Todos</option></select></div>
          <label class="compare"><input type="checkbox" id="compare"> Comparar con el periodo anterior</label>
        </form>
        <p id="status" class="period" role="status"></p>
        """);

    /// <summary>Of today, whatever the period.</summary>
    private static Html Agenda() => Lines("agenda", "Agenda de hoy", null, ["Hora", "Paciente", "Tanatólogo", "Lugar o modalidad", "Estado"]);

    /// <summary>
    /// As of now, whatever the period: to an admin figures of the open alerts, without names; to a thanatologist who of their own patients
    /// asks for them.
    /// </summary>
    private static Html Care() => Html.Of($"""
        {Lines("alerts", "Alertas abiertas", Role.Admin, ["Gravedad", "Pacientes", "Tipo", "Sin revisar"])}
        {Lines("caseload", "Mis pacientes", Role.Thanatologist, ["Paciente", "Alerta", "Tareas por hacer", "Próxima cita"])}
        {Lines("anniversaries", "Aniversarios", Role.Thanatologist, ["Día", "Paciente", "Años de la pérdida"])}
        """);

    /// <param name="role">Whose alone it is; of all who see figures when null.</param>
    private static Html Lines(string report, string title, Role? role, string[] columns) => Html.Of($"""
        <section class="report lines" data-report="{report}" data-role="{role?.Name() ?? ""}" aria-labelledby="{report}">
          <header><h2 id="{report}">{title}</h2><p data-told></p></header>
          <div class="notice" role="alert" hidden></div>
          <div class="table" tabindex="0" role="region" aria-label="Tabla: {title}">
            <table>
              <thead><tr>{Html.Each(columns, Column)}</tr></thead>
              <tbody></tbody>
            </table>
          </div>
        </section>
        """);

    private static Html Column(string label) => Html.Of($"""<th scope="col">{label}</th>""");

    private static Html Summary() => Html.Of($"""
        <section class="report" data-report="summary" aria-labelledby="summary">
          <header><h2 id="summary">De un vistazo</h2>{Download("de un vistazo")}</header>
          <div class="notice" role="alert" hidden></div>
          <dl class="kpis">
            {Kpi("patients", "Pacientes atendidos")}
            {Kpi("newPatients", "Pacientes nuevos")}
            {Kpi("openRecords", "Expedientes abiertos")}
            {Kpi("closedRecords", "Expedientes cerrados")}
            {Kpi("sessions", "Sesiones")}
            {Kpi("fees", "Cuotas de recuperación")}
            {Kpi("appointments", "Citas")}
            {Kpi("noShowRate", "Inasistencias")}
            {Kpi("daysToFirstAppointment", "Días hasta la primera cita")}
          </dl>
        </section>
        """);

    private static Html Kpi(string name, string label) => Html.Of($"""<div><dt>{label}</dt><dd data-kpi="{name}">–</dd></div>""");

    private static Html Charts() => Html.Of($"""
        {Chart("sessions", "Sesiones", ("serviceType", "Servicio"), ("interventionType", "Intervención"), ("motive", "Motivo"), ("tool", "Herramienta"), ("thanatologist", "Tanatólogo"))}
        {Chart("patients", "Pacientes atendidos", ("gender", "Género"), ("thanatologist", "Tanatólogo"))}
        {Chart("fees", "Cuotas de recuperación", ("thanatologist", "Tanatólogo"), ("none", "Total"))}
        {Chart("appointments", "Citas", ("status", "Estado"), ("thanatologist", "Tanatólogo"), ("mode", "Modalidad"), ("weekday", "Día de la semana"), ("hour", "Hora"))}
        """);

    private static Html Series() => Chart(
        "series",
        "En el tiempo",
        [("day", "Día"), ("week", "Semana"), ("month", "Mes")],
        Html.Of($"""<label>Cifra <select data-figure>{Html.Each([("sessions", "Sesiones"), ("patients", "Pacientes atendidos"), ("fees", "Cuotas de recuperación"), ("appointments", "Citas")], Option)}</select></label>"""));

    private static Html Chart(string report, string title, params (string Value, string Label)[] groups) => Chart(report, title, groups, Html.Of($""));

    private static Html Chart(string report, string title, (string Value, string Label)[] groups, Html choice) => Html.Of($"""
        <section class="report" data-report="{report}" aria-labelledby="{report}">
          <header>
            <h2 id="{report}">{title}</h2>
            {choice}
            <label>Agrupar por <select data-group>{Html.Each(groups, Option)}</select></label>
            {Download(title)}
          </header>
          <div class="notice" role="alert" hidden></div>
          <div class="chart" tabindex="0" role="region" aria-label="Gráfica: {title}"><img alt="" hidden></div>
        </section>
        """);

    private static Html Option((string Value, string Label) option) => Html.Of($"""<option value="{option.Value}">{option.Label}</option>""");

    private static Html Thanatologists() => Html.Of($"""
        <section class="report" data-report="thanatologists" aria-labelledby="thanatologists">
          <header><h2 id="thanatologists">Por tanatólogo</h2>{Download("por tanatólogo")}</header>
          <div class="notice" role="alert" hidden></div>
          <div class="table" tabindex="0" role="region" aria-label="Tabla: por tanatólogo">
            <table>
              <thead><tr>
                <th scope="col">Tanatólogo</th><th scope="col">Sesiones</th><th scope="col">Pacientes</th>
                <th scope="col">Cuotas</th><th scope="col">Cuota promedio</th><th scope="col">Expedientes abiertos</th>
                <th scope="col">Citas</th><th scope="col">Inasistencias</th><th scope="col">Ocupación</th>
              </tr></thead>
              <tbody></tbody>
            </table>
          </div>
        </section>
        """);

    private static Html Download(string what) =>
        Html.Of($"""<button type="button" class="button quiet" data-download aria-label="Descargar CSV: {what}">Descargar CSV</button>""");

    private static string RoleName(Role role) => role switch
    {
        Role.Admin => "Administración",
        Role.AdminSupport => "Apoyo administrativo",
        Role.Thanatologist => "Tanatología",
        _ => "Paciente",
    };
}
