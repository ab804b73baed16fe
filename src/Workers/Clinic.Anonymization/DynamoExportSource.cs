using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Anonymization;

/// <summary>What is exported, read page by page for the state machine; no request reads a table whole.</summary>
internal sealed class DynamoExportSource(IAmazonDynamoDB dynamo, string usersTable, string sessionsTable)
{
    private const int PageSize = 100;

    /// <summary>The patients after a user in the table's order. Who made their own account and has no record yet is none.</summary>
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

    /// <summary>The names of the whole staff, the inactive included.</summary>
    public async Task<IReadOnlyList<string>> ReadStaffNamesAsync()
    {
        var names = new List<string>();
        foreach (var role in new[] { Role.Admin, Role.AdminSupport, Role.Thanatologist })
        {
            var key = new Expression("#listing = :listing").With(":listing", UserIndex.Listing(role, null));
            var found = await dynamo.ReadPastAsync(
                new QueryRequest
                {
                    TableName = usersTable,
                    IndexName = "byListing",
                    KeyConditionExpression = key.Text,
                    ExpressionAttributeNames = key.Names,
                    ExpressionAttributeValues = key.Values,
                },
                int.MaxValue);
            names.AddRange(found.Select(UserItems.ReadSummary).SelectMany(user => new[] { user.FirstName, user.FirstLastName, user.SecondLastName }).OfType<string>());
        }
        return names;
    }
}
