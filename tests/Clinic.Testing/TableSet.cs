using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Accounts;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Local;
using Clinic.Local.Aws.DynamoDb;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.Testing;

/// <summary>A test class's own tables, created from template.yaml under a branch name that nobody else has.</summary>
public sealed class TableSet : IAsyncLifetime
{
    private readonly ClinicTemplate template = ClinicTemplate.Load(
        Path.Combine(RepositoryRoot.Find(), "template.yaml"),
        new Dictionary<string, string> { ["Branch"] = "test-" + RandomNumberGenerator.GetHexString(12, lowercase: true) });

    public IAmazonDynamoDB Dynamo { get; private set; } = null!;

    public string Users => Name("UsersTable");

    public string Credentials => Name("CredentialsTable");

    public string Sessions => Name("SessionsTable");

    public string SessionGroups => Name("SessionGroupsTable");

    public string Drafts => Name("DraftsTable");

    public string Agenda => Name("AgendaTable");

    public string Appointments => Name("AppointmentsTable");

    public string WaitingList => Name("WaitingListTable");

    public string Care => Name("CareTable");

    public string Reports => Name("ReportsTable");

    public string Messages => Name("MessagesTable");

    public string Audit => Name("AuditTable");

    public string Imports => Name("ImportsTable");

    public string Exports => Name("ExportsTable");

    public string Idempotency => Name("IdempotencyTable");

    public async Task InitializeAsync()
    {
        Dynamo = await SharedDynamoDb.ClientAsync();
        await TableCreation.CreateAsync(Dynamo, template, expires: false); // the tests' clock stands at a moment of their own
        await PutAdminAsync();
    }

    public async Task DisposeAsync()
    {
        await TableCreation.DeleteAsync(Dynamo, template);
        Dynamo.Dispose();
    }

    /// <summary>Everything that is stored, as one comparable text per item: what was written by nobody is the same before and after.</summary>
    public async Task<IReadOnlyList<string>> ContentsAsync()
    {
        var contents = await Task.WhenAll(template.Tables.Select(async table =>
            (await ItemsAsync(table.Name)).Select(item => $"{table.LogicalId} {ItemText.Of(item)}")));
        return [.. contents.SelectMany(items => items).Order(StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ItemsAsync(string table)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        var request = new ScanRequest { TableName = table, ConsistentRead = true };
        do
        {
            var page = await Dynamo.ScanAsync(request);
            items.AddRange(page.Items ?? []);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
        return items;
    }

    /// <summary>Whoever acts has to be there (<see cref="A.AdminId"/>). Without what the lists are sorted by they disturb no test of these.</summary>
    private async Task PutAdminAsync()
    {
        var admin = A.Staff(Role.Admin).WithId(A.AdminId).Build();
        var item = UserItems.Write(admin).Attributes;
        item.Remove("listing");
        await Dynamo.PutItemAsync(Users, item);
        await Dynamo.PutItemAsync(Credentials, CredentialItems.New(admin.Id, admin.Role, new NewCredential("0123456789abcdef", null, null), active: true, 0).Attributes);
    }

    private string Name(string logicalId) => template.Tables.Single(table => table.LogicalId == logicalId).Name;
}
