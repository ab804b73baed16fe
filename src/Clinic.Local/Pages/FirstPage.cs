using Clinic.Demo;

namespace Clinic.Local.Pages;

/// <summary>The page that shows a newcomer what runs, with which accounts to sign in and what to try.</summary>
internal static class FirstPage
{
    public static Html Render(HostOverview overview) => PageLayout.Render("Clinic – local host", "/", Html.Of($"""
        {Hero(overview)}
        <div class="columns">
          <div>
            <section aria-labelledby="try">
              <h2 id="try">Try it</h2>
              <ol class="steps">{Html.Each(ShellCommand.Tour(overview.BaseAddress, overview.Today), Step)}</ol>
            </section>
            {Accounts()}
          </div>
          <div class="side">{WhatRuns(overview)}</div>
        </div>
        """), "status.js");

    private static Html Hero(HostOverview overview) => Html.Of($"""
        <section class="hero">
          <p class="status" id="status" role="status">Running</p>
          <h1>The clinic’s API runs on this machine</h1>
          <p class="lead">Real Lambda processes on Amazon’s DynamoDB Local, behind a gateway that behaves like the deployed one.
            {DemoData(overview)}</p>
          <p class="actions">
            <a class="button" href="/docs">Open the API page</a>
            <a class="button quiet" href="/dashboard">Dashboard</a>
            <a class="button quiet" href="/mailbox">Mailbox</a>
            <a class="button quiet" href="/readme">README</a>
          </p>
        </section>
        """);

    private static Html DemoData(HostOverview overview) => overview switch
    {
        { IsSeeding: true } => Html.Of($"The demo data, 120 patients with 1,500 sessions and 300 appointments, is being written just now."),
        _ when overview.Tables.Any(table => table.Items > 0) => Html.Of($"It holds made-up data: nobody in it exists."),
        _ => Html.Of($"There is no data yet: <code>./run_local.sh seed</code> puts it in."),
    };

    private static Html Accounts() => Html.Of($"""
        <section aria-labelledby="accounts">
          <h2 id="accounts">Demo accounts</h2>
          <p>All have the password <code class="secret">{DemoAccount.Password}</code>. They exist on this machine only.</p>
          <table>
            <thead><tr><th scope="col">Email</th><th scope="col">Role</th><th scope="col">May</th></tr></thead>
            <tbody>{Html.Each(DemoAccount.All, Account)}</tbody>
          </table>
        </section>
        """);

    private static Html Step(ShellCommand step) => Html.Of($"""
        <li><p>{step.Purpose}</p><pre class="copy" tabindex="0"><code>{step.Command}</code></pre></li>
        """);

    private static Html Account(DemoAccount account) => Html.Of($"""
        <tr><td><code>{account.Email}</code></td><td class="role"><code>{account.Role}</code></td><td>{account.May}</td></tr>
        """);

    private static Html WhatRuns(HostOverview overview) => Html.Of($"""
        <section class="card" aria-labelledby="addresses">
          <h2 id="addresses">Addresses</h2>
          <dl>
            <dt>API and pages</dt><dd><code>{overview.BaseAddress}</code></dd>
            <dt>Lambda, Cognito, Secrets Manager, SES, SMS</dt><dd><code>{overview.ServicesAddress}</code></dd>
            <dt>DynamoDB Local</dt><dd><code>{overview.DynamoDbAddress}</code></dd>
          </dl>
        </section>
        <section class="card" aria-labelledby="functions">
          <h2 id="functions">Functions</h2>
          <ul class="plain">{Html.Each(overview.Functions, Function)}</ul>
        </section>
        <section class="card" aria-labelledby="tables">
          <h2 id="tables">Tables</h2>
          <ul class="plain">{Html.Each(overview.Tables, Table)}</ul>
        </section>
        <section class="card" aria-labelledby="commands">
          <h2 id="commands">The host’s commands</h2>
          <dl>{Html.Each(ShellCommand.OfTheHost, Command)}</dl>
        </section>
        """);

    private static Html Function(FunctionOverview function) => Html.Of($"""
        <li data-function="{function.Name}"><code>{function.Name}</code> <span>{Processes(function.Processes)}</span></li>
        """);

    private static Html Table(TableOverview table) => Html.Of($"""
        <li><code>{table.Name}</code> <span>{Items(table.Items)}</span></li>
        """);

    private static Html Command(ShellCommand line) => Html.Of($"""
        <dt><code>{line.Command}</code></dt><dd>{line.Purpose}</dd>
        """);

    private static string Processes(int count) => count switch
    {
        0 => "starts when needed",
        1 => "1 process",
        _ => $"{count} processes",
    };

    private static string Items(long? count) => count switch
    {
        null => "",
        1 => "1 item",
        _ => $"{count:N0} items",
    };
}

/// <summary>A command to copy from the first page, with what it does.</summary>
internal sealed record ShellCommand(string Purpose, string Command)
{
    /// <summary>
    /// The commands for a first walk through the API. Each needs the ones before it, and only curl in a POSIX shell.
    /// </summary>
    public static IReadOnlyList<ShellCommand> Tour(Uri api, DateOnly today) =>
    [
        new("Sign in and keep the access token.", $$"""
            API={{api.GetLeftPart(UriPartial.Authority)}}
            TOKEN=$(curl -s $API/auth/login -H 'Content-Type: application/json' \
              -d '{"email":"thanatologist@clinic.test","password":"{{DemoAccount.Password}}"}' \
              | grep -o '"accessToken":"[^"]*"' | cut -d'"' -f4)
            """),
        new("Ask who you are.", """
            curl -s $API/auth/me -H "Authorization: Bearer $TOKEN"
            """),
        new("List your open patients, A to Z.", """
            curl -s "$API/users?role=patient&recordStatus=open&limit=5" \
              -H "Authorization: Bearer $TOKEN"
            """),
        new("Write a session for the first of them.", $$"""
            PATIENT=$(curl -s "$API/users?role=patient&recordStatus=open&limit=1" \
              -H "Authorization: Bearer $TOKEN" \
              | grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4)

            curl -s $API/sessions -H "Authorization: Bearer $TOKEN" \
              -H 'Content-Type: application/json' -d '{
                "userId": "'$PATIENT'", "date": "{{today:yyyy-MM-dd}}",
                "serviceType": "Servicios Acompañamiento",
                "interventionType": "Tanatología",
                "tool": "Diálogo", "motive": "Duelo",
                "evaluation": "Primera sesión.", "recoveryFee": 150 }'
            """),
    ];

    public static IReadOnlyList<ShellCommand> OfTheHost { get; } =
    [
        new("Start in the foreground; Ctrl-C stops everything", "./run_local.sh"),
        new("Start in the background", "./run_local.sh start"),
        new("Stop", "./run_local.sh stop"),
        new("What runs, and where", "./run_local.sh status"),
        new("The functions’ logs", "./run_local.sh logs"),
        new("Put the demo data in", "./run_local.sh seed"),
        new("Forget all data and start anew", "./run_local.sh reset"),
        new("Send one event to a function", "./run_local.sh invoke FUNCTION EVENT.json"),
    ];
}

/// <summary>An account to try the API with, and what it may do.</summary>
internal sealed record DemoAccount(string Email, string Role, string May)
{
    /// <summary>The password of all accounts. It is printed everywhere, so it is good on a developer's machine only.</summary>
    public const string Password = DemoAccounts.Password;

    public static IReadOnlyList<DemoAccount> All { get; } =
    [
        new("admin@clinic.test", "admin", "Everything: staff, patients, sessions, audit, reports"),
        new("support@clinic.test", "admin_support", "Reads staff, patients’ master data and reports; no clinical text"),
        new("thanatologist@clinic.test", "thanatologist", "Own patients, their records and their sessions"),
        new("thanatologist2@clinic.test", "thanatologist", "A colleague, for substitute sessions and closed records"),
        new("patient@clinic.test", "patient", "Own profile and messages"),
    ];
}

/// <summary>The first page until there is a database to report on.</summary>
internal static class StartingPage
{
    public static Html Render() => PageLayout.Render("Starting – Clinic", "/", Html.Of($"""
        <section class="hero">
          <p class="status starting" id="status" role="status">Starting</p>
          <h1>The local host is starting</h1>
          <p class="lead">DynamoDB Local comes up and the tables are made; the very first start also fetches DynamoDB Local.
            This page goes on by itself when everything is ready.</p>
        </section>
        """), "status.js");
}
