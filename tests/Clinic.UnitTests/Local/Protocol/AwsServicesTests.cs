using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Clinic.Local.Mail;
using Clinic.Local.Protocol;
using Clinic.Local.Secrets;
using Clinic.UnitTests.Local.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Clinic.UnitTests.Local.Protocol;

public sealed class AwsServicesTests
{
    private static readonly XNamespace ses = "http://ses.amazonaws.com/doc/2010-12-01/";

    private readonly PoolFixture pool = new();
    private readonly Mailbox mailbox = new();
    private readonly AwsServices services;

    public AwsServicesTests() => services = new AwsServices(
        pool.Pool,
        new SecretVault([new SecretDefinition("root")], "us-east-1", "000000000000", folder: null, pool.Time),
        new MailService(mailbox, new HashSet<string>(), pool.Time),
        pool.Time,
        NullLogger<AwsServices>.Instance);

    [Fact]
    public async Task Cognito_answers_json()
    {
        var (context, body) = await JsonAsync(
            "AWSCognitoIdentityProviderService.InitiateAuth",
            $$$"""{"AuthFlow":"CUSTOM_AUTH","ClientId":"{{{PoolFixture.Client}}}","AuthParameters":{"USERNAME":"ana"}}""");

        Assert.Equal(200, context.Response.StatusCode);
        Assert.Equal("application/x-amz-json-1.1", context.Response.ContentType);
        Assert.NotEmpty(context.Response.Headers["x-amzn-RequestId"].ToString());
        Assert.Equal("CUSTOM_CHALLENGE", (string?)JsonNode.Parse(body)!["ChallengeName"]);
    }

    [Fact]
    public async Task Secrets_manager_answers_json()
    {
        var (_, body) = await JsonAsync("secretsmanager.GetSecretValue", """{"SecretId":"root"}""");

        Assert.Equal(32, ((string?)JsonNode.Parse(body)!["SecretString"])!.Length);
    }

    [Theory]
    [InlineData("AWSCognitoIdentityProviderService.InitiateAuth", """{"ClientId":"other"}""", "ResourceNotFoundException")]
    [InlineData("AWSCognitoIdentityProviderService.InitiateAuth", "{", "SerializationException")]
    [InlineData("AWSCognitoIdentityProviderService.InitiateAuth", "[]", "SerializationException")]
    [InlineData("AWSCognitoIdentityProviderService.ListUsers", "{}", "UnknownOperationException")]
    [InlineData("secretsmanager.GetSecretValue", """{"SecretId":"other"}""", "ResourceNotFoundException")]
    [InlineData("DynamoDB_20120810.ListTables", "{}", "UnknownOperationException")]
    public async Task Errors_have_their_type_in_the_body_and_the_header(string target, string request, string code)
    {
        var (context, body) = await JsonAsync(target, request);

        Assert.Equal(400, context.Response.StatusCode);
        Assert.Equal(code + ":", context.Response.Headers["x-amzn-ErrorType"]);
        Assert.Equal(code, (string?)JsonNode.Parse(body)!["__type"]);
        Assert.NotEmpty((string)JsonNode.Parse(body)!["message"]!);
    }

    [Fact]
    public async Task Ses_answers_xml()
    {
        var (context, body) = await FormAsync(
            "Action=SendEmail&Version=2010-12-01&Source=no-reply%40clinic.test&Destination.ToAddresses.member.1=ana%40clinic.test"
            + "&Message.Subject.Data=C%C3%B3digo&Message.Subject.Charset=UTF-8&Message.Body.Text.Data=a%2Bb+c");

        var id = XDocument.Parse(body).Root!.Element(ses + "SendEmailResult")!.Element(ses + "MessageId")!.Value;
        var mail = Assert.Single(mailbox.List());
        Assert.Equal(200, context.Response.StatusCode);
        Assert.Equal("text/xml", context.Response.ContentType);
        Assert.Equal((id, "Código", "a+b c"), (mail.Id, mail.Subject, mail.Text));
    }

    [Theory]
    [InlineData("Action=SendEmail", "ValidationError")]
    [InlineData("Action=SendRawEmail", "InvalidAction")]
    [InlineData("Action=SendEmail&Source=%3Cscript%3E&Message.Subject.Data=x&Message.Body.Text.Data=y", "InvalidParameterValue")]
    public async Task Ses_errors_are_xml(string form, string code)
    {
        var (context, body) = await FormAsync(form);

        var error = XDocument.Parse(body).Root!.Element(ses + "Error")!;
        Assert.Equal(400, context.Response.StatusCode);
        Assert.Equal(("Sender", code), (error.Element(ses + "Type")!.Value, error.Element(ses + "Code")!.Value));
    }

    private Task<(HttpContext Context, string Body)> JsonAsync(string target, string body) =>
        SendAsync("application/x-amz-json-1.1", body, request => request.Headers["X-Amz-Target"] = target);

    private Task<(HttpContext Context, string Body)> FormAsync(string body) =>
        SendAsync("application/x-www-form-urlencoded; charset=utf-8", body, _ => { });

    private async Task<(HttpContext Context, string Body)> SendAsync(string contentType, string body, Action<HttpRequest> prepare)
    {
        var context = new DefaultHttpContext();
        var answer = new MemoryStream();
        context.Request.Method = "POST";
        context.Request.ContentType = contentType;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Response.Body = answer;
        prepare(context.Request);
        await services.AnswerAsync(context);
        await context.Response.BodyWriter.FlushAsync();
        return (context, Encoding.UTF8.GetString(answer.ToArray()));
    }
}
