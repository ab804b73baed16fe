using Clinic.Ingestion;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Clinic.StorageTests.Legacy;

/// <summary>Whatever the order of the files and their parts, and however often one comes: the end is the same.</summary>
public sealed class ImportPropertyTests(ITestOutputHelper output)
{
    private const int Plans = 2;

    /// <summary>Two fixed seeds and a new one every time; the seed of a failure is printed.</summary>
    public static TheoryData<int> Seeds => [1985, 7, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_order_and_any_parts_come_to_the_same_end(int seed)
    {
        output.WriteLine($"seed {seed}");
        var clinic = new OldClinic(seed);
        var random = new Random(seed);
        var expected = await StateAfterAsync([.. LegacyTable.All.Select(table => (table, clinic.Rows[table]))], clinic);

        for (var i = 0; i < Plans; i++)
        {
            var plan = Plan(clinic, random);
            output.WriteLine(string.Join(", ", plan.Select(part => $"{part.Table.Name} ({string.Join(' ', part.Rows.Select(row => row.Split(',')[0]))})")));
            Assert.Equal(expected, await StateAfterAsync(plan, null));
        }
    }

    /// <summary>Each table whole, in up to three parts, or half and then whole; all of it shuffled, and something of it twice.</summary>
    private static List<(LegacyTable Table, List<string> Rows)> Plan(OldClinic clinic, Random random)
    {
        var parts = new List<(LegacyTable Table, List<string> Rows)>();
        foreach (var (table, all) in clinic.Rows)
        {
            var rows = all.ToArray();
            random.Shuffle(rows);
            if (random.Next(3) == 0)
                parts.AddRange([(table, [.. rows[..(rows.Length / 2)]]), (table, [.. rows])]);
            else
                parts.AddRange(rows.GroupBy(_ => random.Next(3)).Select(part => (table, part.ToList())));
        }
        parts.Add(parts[random.Next(parts.Count)]);
        var order = parts.ToArray();
        random.Shuffle(order);
        return [.. order];
    }

    private static async Task<IReadOnlyList<string>> StateAfterAsync(List<(LegacyTable Table, List<string> Rows)> parts, OldClinic? oracle)
    {
        await using var bench = await ImportBench.StartAsync(stepRows: 4);
        for (var i = 0; i < parts.Count; i++)
        {
            var result = await bench.ImportAsync($"{i}.csv", parts[i].Table, parts[i].Rows);
            Assert.Equal((ImportResult.Finished, (long)parts[i].Rows.Count), (result.State, result.Read));
        }
        if (oracle is not null)
            await CheckAsync(bench, oracle);
        return await bench.StateAsync();
    }

    /// <summary>The good order's end is what the old clinic's rows themselves say.</summary>
    private static async Task CheckAsync(ImportBench bench, OldClinic clinic)
    {
        foreach (var (patient, (isOpen, holder)) in clinic.Records)
        {
            var user = (await bench.Services.UserStore.FindAsync(LegacyId.Patient($"{patient}")))!;
            Assert.Equal((isOpen, LegacyId.Staff($"{holder}"), clinic.Numbers[patient].Count), (user.Record!.IsOpen, user.Record.ThanatologistId, user.Record.SessionCount));
            var children = clinic.Rows[LegacyTable.Children].Select(row => row.Split(',')).Where(row => row[6] == $"{patient}" || row[7] == $"{patient}").ToList();
            Assert.Equal(children.Select(child => (child[3], child[1])), (user.Data.Children ?? []).Select(child => (child.FirstName!, child.FirstLastName!)));
            var sessions = (await bench.Tables.ItemsAsync(bench.Tables.Sessions)).Select(SessionItems.Read).Where(session => session.UserId == user.Id);
            Assert.Equal(clinic.Numbers[patient], sessions.OrderBy(session => session.Number).Select(session => (session.LegacyId!, session.Number, session.LegacyNumber)));
        }
        Assert.Equal(clinic.Records.Count + clinic.Rows[LegacyTable.Staff].Count, (await bench.Tables.ItemsAsync(bench.Tables.Users)).Count(user => user["id"].S != A.AdminId));
    }
}
