using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.S3;
using Amazon.S3.Model;
using Clinic.Core.Care;
using Clinic.Core.Exports;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Anonymization;

/// <summary>Reads what is exported page by page for the state machine. No request reads a whole table.</summary>
internal sealed class DynamoExportSource(IAmazonDynamoDB dynamo, string usersTable, string sessionsTable, DynamoCare care)
{
    private const int PageSize = 100;

    /// <summary>The patients after a user in the table's order. Self-registered accounts without a record are left out.</summary>
    public async IAsyncEnumerable<User> ReadPatientsAsync(string? afterId)
    {
        var filter = new Expression("#role = :patient AND attribute_exists(#isOpen)").With(":patient", Role.Patient.Name());
        var request = new ScanRequest
        {
            TableName = usersTable,
            ConsistentRead = true,
            Limit = PageSize,
            FilterExpression = filter.Text,
            ExpressionAttributeNames = filter.Names,
            ExpressionAttributeValues = filter.Values,
            ExclusiveStartKey = afterId is null ? null : UserItems.Key(afterId).Attributes,
        };
        do
        {
            var page = await dynamo.ScanAsync(request);
            foreach (var item in page.Items ?? [])
                yield return UserItems.Read(item);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    /// <summary>The sessions of a patient, by number.</summary>
    public async Task<IReadOnlyList<Session>> ReadSessionsAsync(string patientId)
    {
        return [.. (await dynamo.ReadPartitionAsync(sessionsTable, new Expression("#userId = :userId").With(":userId", patientId))).Select(SessionItems.Read)];
    }

    /// <summary>What an export needs of a patient's care. Notes, answers and the texts of alerts are not even read.</summary>
    public async Task<PatientCare> ReadCareAsync(User patient)
    {
        var key = new Expression("#subject = :subject").With(":subject", patient.Id);
        var projection = new Expression(PatientCare.Attributes);
        var request = new QueryRequest
        {
            TableName = care.Table,
            ConsistentRead = true,
            KeyConditionExpression = key.Text,
            ProjectionExpression = projection.Text,
            ExpressionAttributeNames = Expression.NamesOf(key, projection),
            ExpressionAttributeValues = key.Values,
        };
        var read = new PatientCare(patient.Alerts);
        await foreach (var item in dynamo.ReadItemsAsync(request))
            read.Add(await care.OpenAsync(item));
        return read;
    }

    /// <summary>The names of the whole staff, including the inactive.</summary>
    public async Task<IReadOnlyList<string>> ReadStaffNamesAsync()
    {
        var names = new List<string>();
        foreach (var role in new[] { Role.Admin, Role.AdminSupport, Role.Thanatologist })
        {
            var key = new Expression("#listing = :listing").With(":listing", UserIndex.Listing(role, null));
            var found = await dynamo.ReadPartitionAsync(usersTable, key, UserIndex.ByListing);
            names.AddRange(found.Select(UserItems.ReadSummary).SelectMany(user => new[] { user.FirstName, user.FirstLastName, user.SecondLastName }).OfType<string>());
        }
        return names;
    }
}

/// <summary>The state machine's side of the exports table. Each step may be repeated; the key is gone when the export has ended.</summary>
internal sealed class DynamoExportProgress(IAmazonDynamoDB dynamo, string table, KeyRing keys, TimeProvider time)
{
    public async Task<Export?> FindAsync(string id) => await dynamo.FindAsync(table, ExportItems.Key(id)) is { } item ? ExportItems.Read(item) : null;

    /// <summary>
    /// Claims the export for this execution; null when it is another execution's or has ended. The stream may deliver an export
    /// twice, and a task may be repeated.
    /// </summary>
    public async Task<Export?> ClaimAsync(string id, string execution) => await dynamo.TryUpdateAsync(
        table,
        ExportItems.Key(id),
        new Expression("SET #state = :running, #execution = :execution").With(":running", ExportState.Running.Name()).With(":execution", execution),
        new Expression("#state = :queued OR (#state = :running AND #execution = :execution)").With(":queued", ExportState.Queued.Name())) is { } item ? ExportItems.Read(item) : null;

    /// <summary>The export with the key of its pseudonyms; null when it has ended.</summary>
    public async Task<(Export Export, byte[] Key)?> FindWithKeyAsync(string id) =>
        await dynamo.FindAsync(table, ExportItems.Key(id)) is { } item && item.BytesOrNull("sealedKey") is { } ciphertext
            ? (ExportItems.Read(item), await keys.OpenAsync(KeyRing.Pseudonyms, item.Text("keyId"), ciphertext, id) ?? throw new InvalidOperationException("The export's key does not open."))
            : null;

    public Task MarkSucceededAsync(string id, int parts, ExportCounts counts) => EndAsync(
        id,
        new Expression(
            "SET #state = :state, #finishedAt = :now, #parts = :parts, #kinds = :kinds, #patients = :patients, #sessions = :sessions, "
            + "#suppressedPatients = :suppressedPatients, #suppressedSessions = :suppressedSessions REMOVE #sealedKey, #keyId")
            .With(":state", ExportState.Succeeded.Name()).With(":now", time.GetUtcNow()).With(":parts", parts).With(":kinds", ExportFiles.Kinds.Count)
            .With(":patients", counts.Patients).With(":sessions", counts.Sessions)
            .With(":suppressedPatients", counts.SuppressedPatients).With(":suppressedSessions", counts.SuppressedSessions));

    public Task MarkFailedAsync(string id, string failure) => EndAsync(
        id,
        new Expression("SET #state = :state, #finishedAt = :now, #failure = :failure REMOVE #sealedKey, #keyId")
            .With(":state", ExportState.Failed.Name()).With(":now", time.GetUtcNow()).With(":failure", failure));

    /// <summary>Leaves an ended export as it is.</summary>
    private async Task EndAsync(string id, Expression update) => await dynamo.TryUpdateAsync(table, ExportItems.Key(id), update, IsUnderWay());

    private static Expression IsUnderWay() => new Expression("#state IN (:queued, :running)").With(":queued", ExportState.Queued.Name()).With(":running", ExportState.Running.Name());
}

/// <summary>The export bucket as the tasks see it: their work is below <c>work/</c>, and the files to download are below <c>exports/</c>.</summary>
internal sealed class WorkFiles(IAmazonS3 s3, string bucket)
{
    public static string WorkKey(string exportId, string step, int part, string extension = "jsonl") =>
        string.Create(CultureInfo.InvariantCulture, $"work/{exportId}/{step}-{part:D4}.{extension}");

    public Task WriteAsync(string key, string text, string contentType) => s3.PutObjectAsync(new PutObjectRequest
    {
        BucketName = bucket,
        Key = key,
        ContentType = contentType,
        InputStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
    });

    public async Task<string> ReadAsync(string key)
    {
        using var response = await s3.GetObjectAsync(bucket, key);
        using var reader = new StreamReader(response.ResponseStream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public Task DeleteAsync(string key) => s3.DeleteObjectAsync(bucket, key);
}
