using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.SecretsManager;
using Clinic.Local.Aws.Ses;
using Clinic.Local.Aws.Sms;
using Clinic.UnitTests.Local.Aws.Cognito;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.Protocol;

public sealed class AwsServicesTests
{
    private static readonly XNamespace ses = "http://ses.amazonaws.com/doc/2010-12-01/";

    private readonly PoolFixture pool = new();
    private readonly Mailbox mailbox = new();
    private readonly Phone phone = new();
    private readonly AwsServices services;

    public AwsServicesTests() => services = new AwsServices(
        pool.Pool,
        new SecretVault([new SecretDefinition("root")], "us-east-1", "000000000000", folder: null, pool.Time),
        new MailService(mailbox, new HashSet<string>(), pool.Time),
        new SmsService(phone, pool.Time),
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
    [InlineData("PinpointSMSVoiceV2.SendMediaMessage", "{}", "UnknownOperationException")]
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
    public async Task End_user_messaging_answers_json()
    {
        var (_, body) = await JsonAsync(
            "PinpointSMSVoiceV2.SendTextMessage", """{"DestinationPhoneNumber":"+525512345678","OriginationIdentity":"CLINICA","MessageBody":"Hola"}""");

        Assert.Equal(Assert.Single(phone.List()).Id, (string?)JsonNode.Parse(body)!["MessageId"]);
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

    [Fact]
    public async Task The_pools_documents_are_below_its_id()
    {
        var keys = JsonNode.Parse(await GetAsync("/us-east-1_Clinic/.well-known/jwks.json", 200))!;
        var configuration = JsonNode.Parse(await GetAsync("/us-east-1_Clinic/.well-known/openid-configuration", 200))!;
        await GetAsync("/us-east-1_Clinic/.well-known/other", 404);

        var key = Assert.Single(keys["keys"]!.AsArray())!;
        Assert.Equal(("RSA", "RS256", "sig"), ((string)key["kty"]!, (string)key["alg"]!, (string)key["use"]!));
        Assert.Null(key["d"]);
        Assert.Equal(pool.Pool.Issuer, (string?)configuration["issuer"]);
        Assert.Equal(pool.Pool.Issuer + "/.well-known/jwks.json", (string?)configuration["jwks_uri"]);
    }

    [Theory]
    [InlineData("POST", "/", true)]
    [InlineData("GET", "/", false)]
    [InlineData("GET", "/us-east-1_Clinic/.well-known/jwks.json", true)]
    [InlineData("GET", "/us-east-1_Other/.well-known/jwks.json", false)]
    [InlineData("POST", "/2015-03-31/functions/x/invocations", false)]
    public void Other_addresses_belong_to_others(string method, string path, bool owned)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Path = path;

        Assert.Equal(owned, services.Owns(request));
    }

    private async Task<string> GetAsync(string path, int status)
    {
        var context = new DefaultHttpContext();
        var answer = new MemoryStream();
        context.Request.Method = "GET";
        context.Request.Path = path;
        context.Response.Body = answer;
        await services.HandleAsync(context);
        Assert.Equal(status, context.Response.StatusCode);
        return Encoding.UTF8.GetString(answer.ToArray());
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
        await services.HandleAsync(context);
        await context.Response.BodyWriter.FlushAsync();
        return (context, Encoding.UTF8.GetString(answer.ToArray()));
    }
}
