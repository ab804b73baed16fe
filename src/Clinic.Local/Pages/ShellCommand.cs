namespace Clinic.Local.Pages;

/// <summary>A command to copy from the first page, with what it does.</summary>
internal sealed record ShellCommand(string Purpose, string Command)
{
    /// <summary>
    /// The way through the API that a newcomer takes; each needs the ones before it, and curl in a POSIX shell alone.
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
