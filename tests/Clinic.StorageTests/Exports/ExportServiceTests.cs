using Amazon.Runtime;
using Amazon.S3;
using Clinic.Anonymization;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Exports;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Exports;

public sealed class ExportServiceTests : IClassFixture<TableSet>, IDisposable
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);
    private readonly TableSet tables;
    private readonly ClinicServices clinic;
    private readonly AmazonS3Client s3 = new(new BasicAWSCredentials("access", "secret"), new AmazonS3Config { ServiceURL = "https://s3.example.org" });
    private readonly ExportService exports;

    public ExportServiceTests(TableSet tables)
    {
        this.tables = tables;
        clinic = new ClinicServices(tables);
        var store = new DynamoExportStore(tables.Dynamo, tables.Exports, clinic.UsersTable, clinic.Keys, clinic.Audit, clinic.Answers);
        exports = new ExportService(store, new ExportFiles(s3, "bucket", TimeProvider.System), clinic.Audit, clinic.Contention, clinic.Time, Retention);
    }

    [Fact]
    public async Task An_export_is_queued_without_free_text_unless_it_is_asked_for_and_audited()
    {
        var admin = await clinic.AdminAsync();

        var plain = await exports.AddAsync(admin, null, A.NoKey<ExportView>());
        clinic.Time.Advance(TimeSpan.FromSeconds(1));
        var masked = await exports.AddAsync(admin, new NewExport(FreeText.Masked), A.NoKey<ExportView>());

        Assert.Equal((ExportState.Queued, FreeText.None, null), (plain.State, plain.FreeText, plain.Files));
        Assert.Equal((FreeText.None, FreeText.Masked), ((await exports.GetAsync(admin, plain.Id)).FreeText, (await exports.GetAsync(admin, masked.Id)).FreeText));
        Assert.Equal(2, (await AuditedAsync(admin)).Count(action => action == AuditAction.ExportCreated));
    }

    [Fact]
    public async Task They_are_listed_newest_first_page_by_page()
    {
        var admin = await clinic.AdminAsync();
        var ids = new List<string>();
        clinic.Time.Advance(TimeSpan.FromDays(30)); // after those of other tests
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await exports.AddAsync(admin, null, A.NoKey<ExportView>())).Id);
            clinic.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await exports.ListAsync(new Page(2, null));
        var second = await exports.ListAsync(new Page(2, first.Next));

        Assert.Equal([ids[2], ids[1], ids[0]], first.Items.Concat(second.Items).Select(export => export.Id).Take(3));
    }

    [Fact]
    public async Task Whoever_is_not_active_asks_for_none()
    {
        var before = (await tables.ItemsAsync(tables.Exports)).Count;

        await Assert.ThrowsAsync<ForbiddenException>(() => exports.AddAsync(A.Caller(Role.Admin, A.Id()), null, A.NoKey<ExportView>()));

        Assert.Equal(before, (await tables.ItemsAsync(tables.Exports)).Count);
    }

    [Fact]
    public async Task Links_are_there_from_the_success_to_the_end_of_the_retention_and_each_handing_out_is_audited()
    {
        var admin = await clinic.AdminAsync();
        var id = (await exports.AddAsync(admin, null, A.NoKey<ExportView>())).Id;
        var progress = new DynamoExportProgress(tables.Dynamo, tables.Exports, clinic.Keys, clinic.Time);
        await progress.ClaimAsync(id, "execution");
        Assert.Null((await exports.GetAsync(admin, id)).Files);
        await progress.MarkSucceededAsync(id, 2, new ExportCounts(7, 9, 1, 2));

        var succeeded = await exports.GetAsync(admin, id);
        clinic.Time.Advance(Retention);
        var expired = await exports.GetAsync(admin, id);

        Assert.Equal(ExportFiles.Names((await progress.FindAsync(id))!), succeeded.Files!.Select(file => file.Name));
        Assert.Equal(1 + (2 * 2 * ExportFiles.Kinds.Count), succeeded.Files!.Count);
        Assert.All(succeeded.Files!, file => Assert.StartsWith($"https://bucket.s3.example.org/{ExportFiles.ResultKey(id, file.Name)}?", file.Url, StringComparison.Ordinal));
        Assert.Null(expired.Files);
        Assert.Equal(1, (await AuditedAsync(admin)).Count(action => action == AuditAction.ExportRead));
    }

    [Fact]
    public void One_from_before_there_was_care_has_the_files_that_it_had() => Assert.Equal(
        ["manifest.json", "patients-0001.jsonl", "patients-0001.csv", "sessions-0001.jsonl", "sessions-0001.csv"],
        ExportFiles.Names(new Export(A.Id(), ExportState.Succeeded, FreeText.None, A.Id(), A.Moment, Parts: 1)));

    [Fact]
    public async Task One_that_does_not_end_has_failed_after_two_days()
    {
        var admin = await clinic.AdminAsync();
        var id = (await exports.AddAsync(admin, null, A.NoKey<ExportView>())).Id;

        clinic.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(ExportState.Queued, (await exports.GetAsync(admin, id)).State);
        clinic.Time.Advance(TimeSpan.FromSeconds(1));

        var lost = await exports.GetAsync(admin, id);
        Assert.Equal((ExportState.Failed, "The export did not end in time. Ask for a new one."), (lost.State, lost.Failure));
        await Assert.ThrowsAsync<NotFoundException>(() => exports.GetAsync(admin, A.Id()));
    }

    public void Dispose() => s3.Dispose();

    private async Task<IEnumerable<string>> AuditedAsync(Caller caller) =>
        (await tables.ItemsAsync(tables.Audit)).Where(entry => entry["subject"].S == caller.Subject).Select(entry => entry["action"].S);
}
