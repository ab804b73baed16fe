using System.Security.Cryptography;
using Clinic.Anonymization;
using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Tasks;
using Clinic.Core.Exports;
using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Exports;

/// <summary>The three tasks one after the other, as the state machine runs them.</summary>
internal static class ExportRun
{
    /// <summary>The files by name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ExportAsync(this ClinicServices services, TableSet tables, ObjectFixture objects, FreeText freeText, DateTimeOffset? createdAt = null)
    {
        var files = new WorkFiles(objects.Client, ObjectFixture.Bucket);
        var export = new Export(A.Id(), ExportState.Queued, freeText, A.Id(), createdAt ?? services.Time.GetUtcNow());
        var (ciphertext, keyId) = await services.Keys.SealAsync(KeyRing.Pseudonyms, RandomNumberGenerator.GetBytes(32), export.Id);
        await tables.Dynamo.PutItemAsync(tables.Exports, ExportItems.Write(export, ciphertext, keyId).Attributes);
        var progress = new DynamoExportProgress(tables.Dynamo, tables.Exports, services.Keys, services.Time);
        var source = new DynamoExportSource(tables.Dynamo, tables.Users, tables.Sessions, services.CareStore);

        var identified = await new IdentifyTask(source, progress, files, new OwnDetector(), services.Calendar, services.Time).RunAsync(new TaskRequest("identify", export.Id, Execution: "execution"));
        Assert.False(identified.More);
        Assert.False((await new MaskTask(files).RunAsync(new TaskRequest("mask", export.Id, Year: identified.Year))).More);
        Assert.False((await new DeidentifyTask(progress, files, null, services.Time).RunAsync(new TaskRequest("de-identify", export.Id))).More);

        var made = (await progress.FindAsync(export.Id))!;
        Assert.Equal(ExportState.Succeeded, made.State);
        var texts = new Dictionary<string, string>();
        foreach (var name in ExportFiles.Names(made))
            texts[name] = await files.ReadAsync(ExportFiles.ResultKey(export.Id, name));
        return texts;
    }
}
