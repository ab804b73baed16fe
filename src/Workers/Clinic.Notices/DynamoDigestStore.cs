using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Care;
using Clinic.Core.Messages;
using Clinic.Core.Storage;

namespace Clinic.Notices;

/// <summary>
/// The digests of tasks in the care table. Somebody's item has the last day that they were told of, and is one transaction with the mail: so a
/// day is told once, whatever crashes or runs twice. The clinic's own item says that everybody was told.
/// </summary>
internal sealed class DynamoDigestStore(IAmazonDynamoDB dynamo, string table, MessageWrites messages)
{
    private const string Clinic = "clinic";

    public async Task<bool> IsToldAsync(DateOnly day) => (await dynamo.FindAsync(table, Key(Clinic)))?.DateOrNull("day") >= day;

    /// <summary>Who is to do what is due until a day, with the patients. The index may lag for a moment.</summary>
    public async Task<IReadOnlyList<(string AssigneeId, string PatientId)>> ListDueAsync(DateOnly day)
    {
        var key = new Expression("#pending = :pending AND #position < :after")
            .With(":pending", TaskItems.Pending)
            .With(":after", TaskItems.Kind + TaskItems.Text(day.AddDays(1)));
        return [.. (await dynamo.ReadPartitionAsync(table, key, "byPending")).Select(item => (item.Text("assigneeId"), item.Text("subject")))];
    }

    /// <summary>Notes that somebody is told of a day, and stores what tells it; nothing when they were told.</summary>
    public Task TellAsync(string userId, DateOnly day, IEnumerable<Message> tellings)
    {
        var transaction = new Transaction(dynamo).Update(
            table,
            Key(userId),
            new Expression("SET #day = :day").With(":day", TaskItems.Text(day)),
            new Expression("attribute_not_exists(#day) OR #day < :day"));
        foreach (var message in tellings)
            messages.AddTo(transaction, message);
        return transaction.TryCommitAsync();
    }

    public Task EndAsync(DateOnly day) => dynamo.PutItemAsync(new PutItemRequest { TableName = table, Item = Key(Clinic).Date("day", day).Attributes });

    private static Item Key(string subject) => CareItems.Key(subject, "DIGEST");
}
