using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.Core;
using Clinic.Core.Accounts;
using Clinic.IdentityTriggers;
using Clinic.Local.Aws.Cognito;
using Clinic.Local.Aws.Protocol;
using Clinic.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Clinic.StorageTests.Accounts;

/// <summary>The local user pool with the product's own triggers, both in this process, as the HTTP endpoint that <see cref="CognitoClient"/> calls.</summary>
internal sealed class InProcessPool : HttpMessageHandler
{
    private static readonly SigningKey Key = SigningKey.Load(null);
    private static readonly TriggerFunctions Functions = new("F", "F", "F", "F", "F");
    private readonly Func<UserPool> open;
    private UserPool pool;
    private readonly TriggerDispatch triggers;

    public InProcessPool(ClinicServices clinic, bool requiresAdminMfa = false)
    {
        var apiKeys = new ApiKeyAccounts(clinic.ApiKeys);
        var customAuth = new CustomAuthTriggers(clinic.Credentials, apiKeys, clinic.Guard, clinic.SecondFactor, clinic.Decoys);
        triggers = new TriggerDispatch(customAuth, new AccountTriggers(clinic.Credentials, apiKeys, requiresAdminMfa, patientBooking: false), NullLogger.Instance);
        var settings = new UserPoolSettings("us-east-1_Tests", "us-east-1", "client", TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15), TimeSpan.FromDays(30), Functions)
        {
            RotationGrace = TimeSpan.FromSeconds(60),
        };
        open = () =>
        {
            var pool = new UserPool(settings, InvokeAsync, Key, null, clinic.Time);
            pool.PublishAt(new Uri("http://127.0.0.1:4567/"));
            return pool;
        };
        pool = open();
        Client = new CognitoClient(new HttpClient(this), new Uri("http://pool.test/"), "client");
    }

    public CognitoClient Client { get; }

    /// <summary>How many of the pool's operations were called, by name.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The pool loses its users and their refresh tokens.</summary>
    public void LoseUsers() => pool = open();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1];
        lock (Calls)
            Calls.Add(operation);
        try
        {
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
            return Answer(HttpStatusCode.OK, await pool.ExecuteAsync(operation, body, cancellationToken));
        }
        catch (ServiceException error)
        {
            return Answer(error.Status, new JsonObject { ["__type"] = error.Code, ["message"] = error.Message });
        }
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, JsonObject body) => new(status) { Content = new StringContent(body.ToJsonString()) };

    private async Task<TriggerAnswer> InvokeAsync(string function, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        try
        {
            using var answer = new MemoryStream();
            await (await triggers.HandleAsync(new MemoryStream(payload.ToArray()), Mock.Of<ILambdaContext>())).CopyToAsync(answer, cancellation);
            return new TriggerAnswer(answer.ToArray(), null);
        }
        catch (Exception error)
        {
            var document = new JsonObject { ["errorMessage"] = error.Message, ["errorType"] = error.GetType().Name };
            return new TriggerAnswer(Encoding.UTF8.GetBytes(document.ToJsonString()), "Unhandled");
        }
    }
}
