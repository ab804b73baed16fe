namespace Clinic.Local.Cli;

/// <summary>Asks the running host to put the demo data into its tables.</summary>
internal static class SeedCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        var host = RunningHost.Get();
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        using var answer = await http.PostAsync(
            new Uri(host.ServicesAddress, ServicesRoot.SeedPath + (arguments.Empty ? "?empty=true" : "")), null, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new SetupException($"Seeding failed: {text}");
        Console.WriteLine(text);
        return 0;
    }
}
