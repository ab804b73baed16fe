using System.Text.Json.Nodes;
using Clinic.Anonymization;
using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Tasks;
using Clinic.Core.Exports;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Exports;

public sealed class IdentifyTaskTests(TableSet tables) : IClassFixture<TableSet>, IAsyncLifetime
{
    private readonly ClinicServices clinic = new(tables);
    private ObjectFixture objects = null!;
    private WorkFiles files = null!;

    public async Task InitializeAsync()
    {
        objects = await ObjectFixture.StartAsync();
        files = new WorkFiles(objects.Client, ObjectFixture.Bucket);
        foreach (var item in await tables.ItemsAsync(tables.Users))
            await tables.Dynamo.DeleteItemAsync(tables.Users, new() { ["id"] = item["id"] });
    }

    public async Task DisposeAsync() => await objects.DisposeAsync();

    [Fact]
    public async Task A_part_that_has_taken_long_ends_and_the_next_goes_on_behind_it()
    {
        var patients = new List<string>();
        for (var i = 0; i < 5; i++)
            patients.Add(await AddAsync(A.Patient().With(data => data with { Occupation = "Panadera" }).Build()));

        // Two minutes for each text: after the third patient a part has taken more than five.
        var parts = await RunAsync("e-slow", TimeSpan.FromMinutes(2));

        Assert.Equal([3, 2], parts.Select(part => part.Count));
        Assert.Equal(patients.Order(), parts.SelectMany(part => part).Order());
    }

    [Fact]
    public async Task A_part_has_at_least_one_patient_however_long_that_takes()
    {
        for (var i = 0; i < 2; i++)
            await AddAsync(A.Patient().With(data => data with { Occupation = "Panadera" }).Build());

        Assert.Equal([1, 1], (await RunAsync("e-slower", TimeSpan.FromMinutes(20))).Select(part => part.Count));
    }

    [Fact]
    public async Task Who_has_an_account_and_no_record_is_not_exported()
    {
        var patient = await AddAsync(A.Patient().Build());
        await AddAsync(A.Patient().Build() with { Record = null });
        await AddAsync(A.Staff().Build());

        Assert.Equal([patient], Assert.Single(await RunAsync("e-some", TimeSpan.Zero)));
    }

    private async Task<string> AddAsync(User user)
    {
        await tables.Dynamo.PutItemAsync(tables.Users, UserItems.Write(user).Attributes);
        return user.Id;
    }

    /// <summary>The ids of each part's patients.</summary>
    private async Task<List<List<string>>> RunAsync(string exportId, TimeSpan perText)
    {
        await tables.Dynamo.PutItemAsync(tables.Exports, ExportItems.Write(new Export(exportId, ExportState.Queued, FreeText.Masked, A.Id(), clinic.Time.GetUtcNow()), [1], "1").Attributes);
        var source = new DynamoExportSource(tables.Dynamo, tables.Users, tables.Sessions, clinic.CareStore);
        var progress = new DynamoExportProgress(tables.Dynamo, tables.Exports, clinic.Keys, clinic.Time);
        var task = new IdentifyTask(source, progress, files, new SlowDetector(() => clinic.Time.Advance(perText)), clinic.Calendar, clinic.Time);
        var parts = new List<List<string>>();
        var answer = new TaskAnswer(exportId, 1, 1, true);
        while (answer.More)
        {
            var part = answer.Part;
            answer = await task.RunAsync(new TaskRequest("identify", exportId, part, answer.Parts, Execution: "execution"));
            var lines = await files.ReadAsync(WorkFiles.WorkKey(exportId, IdentifyTask.Step, part));
            parts.Add([.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["id"]!)]);
        }
        return parts;
    }

    private sealed class SlowDetector(Action wait) : IPiiDetector
    {
        public Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known)
        {
            wait();
            return Task.FromResult<IReadOnlyList<Finding>>([]);
        }
    }
}
