using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Errors;
using Clinic.Core.Storage;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Storage;

public sealed class TransactionTests(TableSet tables) : IClassFixture<TableSet>
{
    [Fact]
    public async Task What_is_there_is_not_created_and_nothing_else_of_the_transaction_is_written()
    {
        var (there, other) = (A.Id(), A.Id());
        await New().Create(tables.Credentials, Item(there, "first"), "pk").CommitAsync();

        await Assert.ThrowsAsync<ConflictException>(() => New()
            .Put(tables.Credentials, Item(other, "other"))
            .Create(tables.Credentials, Item(there, "second"), "pk", unless: Conflict)
            .CommitAsync());

        Assert.Equal(("first", null), (await ValueAsync(there), await ValueAsync(other)));
    }

    [Fact]
    public async Task Every_kind_of_write_has_its_condition()
    {
        var id = A.Id();
        await New().Put(tables.Credentials, Item(id, "first")).CommitAsync();
        var (key, set) = (Key(id), new Expression("SET #value = :value").With(":value", "second"));

        await Assert.ThrowsAsync<ConflictException>(() => New().Put(tables.Credentials, Item(id, "second"), Is("other"), Conflict).CommitAsync());
        await Assert.ThrowsAsync<ConflictException>(() => New().Update(tables.Credentials, key, set, Is("other"), Conflict).CommitAsync());
        await Assert.ThrowsAsync<ConflictException>(() => New().Delete(tables.Credentials, key, Is("other"), Conflict).CommitAsync());
        await Assert.ThrowsAsync<ConflictException>(() => New().Check(tables.Credentials, key, Is("other"), Conflict).CommitAsync());
        Assert.Null(await tables.Dynamo.TryUpdateAsync(tables.Credentials, key, set, Is("other")));

        Assert.Equal("first", await ValueAsync(id));
        await New().Update(tables.Credentials, key, set, Is("first"), Conflict).CommitAsync();
        await New().Delete(tables.Credentials, key, Is("second"), Conflict).CommitAsync();
        Assert.Null(await ValueAsync(id));
    }

    [Fact]
    public async Task The_first_refused_write_says_what_the_refusal_means()
    {
        var id = A.Id();

        await Assert.ThrowsAsync<ConflictException>(() => New()
            .Put(tables.Credentials, Item(A.Id(), "written"))
            .Check(tables.Credentials, Key(id), Is("a"), Conflict)
            .Check(tables.Credentials, Key(A.Id()), Is("b"), () => new NotFoundException())
            .TryCommitAsync());
    }

    [Fact]
    public async Task A_refusal_of_which_the_write_says_nothing_is_the_callers_to_explain_or_an_error()
    {
        Assert.False(await New().Put(tables.Credentials, Item(A.Id(), "written"), Is("a")).TryCommitAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => New().Put(tables.Credentials, Item(A.Id(), "written"), Is("a")).CommitAsync());
    }

    [Theory]
    [InlineData("TransactionConflict")]
    [InlineData("ThrottlingError")]
    [InlineData("ProvisionedThroughputExceeded")]
    public async Task What_another_attempt_may_do_is_contention(string reason)
    {
        using var client = await RefusingAsync(Canceled("None", reason));

        await Assert.ThrowsAsync<ContentionException>(() => Two(client).CommitAsync());
    }

    [Fact]
    public async Task A_refused_write_comes_before_a_conflict()
    {
        using var client = await RefusingAsync(Canceled("TransactionConflict", "ConditionalCheckFailed"));

        await Assert.ThrowsAsync<ConflictException>(() => Two(client).CommitAsync());
    }

    [Fact]
    public async Task Another_reason_is_an_error_as_it_is()
    {
        using var client = await RefusingAsync(Canceled("None", "ItemCollectionSizeLimitExceeded"));

        await Assert.ThrowsAsync<TransactionCanceledException>(() => Two(client).CommitAsync());
    }

    private Transaction New() => new(tables.Dynamo);

    private Transaction Two(IAmazonDynamoDB client) =>
        new Transaction(client).Put(tables.Credentials, Item(A.Id(), "one")).Put(tables.Credentials, Item(A.Id(), "two"), Is("a"), Conflict);

    private static ConflictException Conflict() => new(ProblemCode.EmailTaken);

    private static Expression Is(string value) => new Expression("#value = :seen").With(":seen", value);

    private static Item Key(string id) => new Item().Text("pk", id);

    private static Item Item(string id, string value) => Key(id).Text("value", value);

    private async Task<string?> ValueAsync(string id) => (await tables.Dynamo.FindAsync(tables.Credentials, Key(id)))?.Text("value");

    private static JsonObject Canceled(params string[] reasons) => new()
    {
        ["__type"] = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        ["message"] = "Transaction cancelled.",
        ["CancellationReasons"] = new JsonArray([.. reasons.Select(reason => new JsonObject { ["Code"] = reason })]),
    };

    private static Task<IAmazonDynamoDB> RefusingAsync(JsonObject error) => new UnreliableNetwork(
        (_, _, _) => Task.FromResult<HttpResponseMessage?>(UnreliableNetwork.Answer(HttpStatusCode.BadRequest, (JsonObject)error.DeepClone()))).ClientAsync(new AmazonDynamoDBConfig { MaxErrorRetry = 0 });
}
