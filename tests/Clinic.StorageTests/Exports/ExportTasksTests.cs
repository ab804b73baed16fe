using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Exports;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Exports;

public sealed class ExportTasksTests : IAsyncLifetime
{
    private const string Said = "Tonatzintli cuenta que su madre nació en {0}.";
    private readonly TableSet tables = new();
    private ClinicServices clinic = null!;
    private ObjectFixture objects = null!;

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ClinicServices(tables);
        objects = await ObjectFixture.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await objects.DisposeAsync();
        await tables.DisposeAsync();
    }

    [Fact]
    public async Task Free_text_is_left_out_of_every_file_unless_it_is_asked_for()
    {
        await AddAsync(5, "Mujer", 1985, "Panadera");

        var without = await clinic.ExportAsync(tables, objects, FreeText.None);
        var masked = await clinic.ExportAsync(tables, objects, FreeText.Masked);

        Assert.All(without.Values, text => Assert.DoesNotContain("cuenta", text, StringComparison.Ordinal));
        Assert.All(Rows(without, "sessions"), row => Assert.Null(row["evaluation"] ?? row["reason"] ?? row["addenda"]));
        Assert.All(Rows(without, "patients"), row => Assert.Null(row["ekr"]));
        Assert.Equal(("none", "masked"), ((string)Manifest(without)["freeText"]!, (string)Manifest(masked)["freeText"]!));
        Assert.Contains(Manifest(masked)["rules"]!.AsArray(), rule => ((string)rule!).Contains("do not find everything", StringComparison.Ordinal));
        Assert.Equal(15, Rows(masked, "sessions").SelectMany(row => new[] { (string)row["evaluation"]!, (string)row["reason"]!, (string)row["addenda"]![0]! }).Count(text => text.StartsWith("[NOMBRE] cuenta", StringComparison.Ordinal)));
        Assert.All(Rows(masked, "patients"), row => Assert.StartsWith("[NOMBRE] cuenta", (string)row["ekr"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trait_is_counted_in_the_rows_that_are_released_alone()
    {
        await AddAsync(5, "Mujer", 1985, "Panadera");
        await AddAsync(4, "Hombre", 1985, "Herrero");
        await AddAsync(1, "Hombre", 1985, "herrero");
        await AddAsync(4, "Otro", 1985, "Alfarero");

        var files = await clinic.ExportAsync(tables, objects, FreeText.None);

        var rows = Rows(files, "patients");
        Assert.Equal(["Herrero", "Panadera"], rows.Select(row => (string?)row["occupation"]).Distinct().Order());
        Assert.Equal(10, rows.Count);
        var counts = Manifest(files)["counts"]!;
        Assert.Equal((10, 4, 4), ((int)counts["patients"]!, (int)counts["suppressedPatients"]!, (int)counts["suppressedSessions"]!));
    }

    [Fact]
    public async Task Four_released_rows_with_a_trait_are_too_few_though_a_fifth_is_left_out()
    {
        await AddAsync(4, "Mujer", 1985, "Alfarera");
        await AddAsync(1, "Mujer", 1985, "Panadera");
        await AddAsync(1, "Otro", 1960, "Alfarera");

        Assert.All(Rows(await clinic.ExportAsync(tables, objects, FreeText.None), "patients"), row => Assert.Null(row["occupation"]));
    }

    [Fact]
    public async Task An_export_goes_by_the_year_in_which_it_was_asked_for()
    {
        var asked = new DateTimeOffset(clinic.Time.GetUtcNow().Year - 1, 12, 31, 18, 0, 0, TimeSpan.Zero);
        await AddAsync(5, "Mujer", asked.Year - 89, "Panadera");

        var files = await clinic.ExportAsync(tables, objects, FreeText.Masked, asked);

        Assert.All(Rows(files, "patients"), row => Assert.Equal($"{asked.Year - 89}", (string)row["birthYear"]!));
        Assert.All(Rows(files, "sessions"), row => Assert.EndsWith($"nació en {asked.Year - 89}.", (string)row["evaluation"]!, StringComparison.Ordinal));
    }

    private async Task AddAsync(int patients, string gender, int birthYear, string occupation)
    {
        var text = Said.Replace("{0}", $"{birthYear}", StringComparison.Ordinal);
        for (var i = 0; i < patients; i++)
        {
            var patient = A.Patient().With(data => data with { FirstName = "Tonatzintli", Gender = gender, BirthDate = new DateOnly(birthYear, 3, 9), Occupation = occupation }).Build();
            await clinic.StoreAsync(patient with { Record = patient.Record! with { Ekr = text } });
            var asked = A.NewSession();
            var session = new Session(
                patient.Id, 1, patient.Record!.ThanatologistId, null, A.Day, asked.ServiceType!, asked.InterventionType!, asked.Tool!, asked.Motive!, text, 100,
                true, text, [new Addendum(text, patient.Record.ThanatologistId, null, A.Moment)], A.Moment);
            await tables.Dynamo.PutItemAsync(new PutItemRequest { TableName = tables.Sessions, Item = SessionItems.Write(session).Attributes });
        }
    }

    private static List<JsonNode> Rows(IReadOnlyDictionary<string, string> files, string kind) =>
        [.. files[$"{kind}-0001.jsonl"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private static JsonNode Manifest(IReadOnlyDictionary<string, string> files) => JsonNode.Parse(files["manifest.json"])!;
}
