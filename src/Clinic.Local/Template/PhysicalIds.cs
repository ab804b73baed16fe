using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Clinic.Local.Template;

/// <summary>
/// What <c>Ref</c> and <c>Fn::GetAtt</c> answer for a resource that exists only on this machine: the name that the template
/// gives it where it gives one, else something stable of the form that AWS would have made.
/// </summary>
internal sealed class PhysicalIds(JsonObject resources, Func<JsonNode?, JsonNode?> evaluate)
{
    public const string Region = "us-east-1";
    public const string AccountId = "123456789012";
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private readonly Dictionary<string, string> known = [];

    public bool Contains(string logicalId) => resources.ContainsKey(logicalId);

    public string Reference(string logicalId) => TypeOf(logicalId) switch
    {
        "AWS::SQS::Queue" => $"https://sqs.{Region}.amazonaws.com/{AccountId}/{Id(logicalId)}",
        "AWS::SNS::Topic" or "AWS::Serverless::StateMachine" => Arn(logicalId),
        _ => Id(logicalId),
    };

    public string Attribute(string logicalId, string attribute) => (TypeOf(logicalId), attribute) switch
    {
        (_, "Arn") => Arn(logicalId),
        ("AWS::Serverless::Function", "Alias") => Arn(logicalId), // this machine has one version of each function
        ("AWS::Serverless::Function", "Version") => Arn(logicalId) + ":1",
        ("AWS::DynamoDB::Table", "StreamArn") => Arn(logicalId) + "/stream/2020-01-01T00:00:00.000",
        ("AWS::Cognito::UserPool", "ProviderName") => $"cognito-idp.{Region}.amazonaws.com/{Reference(logicalId)}",
        ("AWS::Cognito::UserPool", "UserPoolId") or ("AWS::Cognito::UserPoolClient", "ClientId") => Reference(logicalId),
        ("AWS::SecretsManager::Secret", "Id") => Reference(logicalId),
        ("AWS::SQS::Queue", "QueueName") or ("AWS::SNS::Topic", "TopicName") => Id(logicalId),
        var (type, _) => throw new SetupException($"{logicalId}: the local host knows no attribute {attribute} of {type}."),
    };

    /// <summary>Letters and digits that depend on the seed alone, such as AWS makes for ids without a name.</summary>
    public static string Opaque(string seed, int length)
    {
        var hash = SHA512.HashData(Encoding.UTF8.GetBytes(seed));
        return string.Create(length, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = Alphabet[bytes[i] % Alphabet.Length];
        });
    }

    private string Id(string logicalId)
    {
        if (!known.TryGetValue(logicalId, out var id))
            known[logicalId] = id = Make(logicalId);
        return id;
    }

    private string Make(string logicalId) => TypeOf(logicalId) switch
    {
        "AWS::DynamoDB::Table" => Named(logicalId, "TableName"),
        "AWS::SecretsManager::Secret" or "AWS::SES::ConfigurationSet" => Named(logicalId, "Name"),
        "AWS::Serverless::Function" => Named(logicalId, "FunctionName"),
        "AWS::S3::Bucket" => Named(logicalId, "BucketName"),
        "AWS::SQS::Queue" => Named(logicalId, "QueueName"),
        "AWS::SNS::Topic" => Named(logicalId, "TopicName"),
        "AWS::Serverless::StateMachine" => Named(logicalId, "Name"),
        "AWS::Cognito::UserPool" => Region + "_local",
        "AWS::Cognito::UserPoolClient" => Opaque("client " + logicalId, 26),
        "AWS::Serverless::Api" => Opaque("api " + logicalId, 10),
        _ => logicalId,
    };

    private string Arn(string logicalId)
    {
        var id = Id(logicalId);
        return TypeOf(logicalId) switch
        {
            "AWS::DynamoDB::Table" => $"arn:aws:dynamodb:{Region}:{AccountId}:table/{id}",
            "AWS::Serverless::Function" => $"arn:aws:lambda:{Region}:{AccountId}:function:{id}",
            "AWS::Cognito::UserPool" => $"arn:aws:cognito-idp:{Region}:{AccountId}:userpool/{id}",
            "AWS::SecretsManager::Secret" => $"arn:aws:secretsmanager:{Region}:{AccountId}:secret:{id}",
            "AWS::S3::Bucket" => $"arn:aws:s3:::{id}",
            "AWS::Serverless::StateMachine" => $"arn:aws:states:{Region}:{AccountId}:stateMachine:{id}",
            "AWS::SQS::Queue" => $"arn:aws:sqs:{Region}:{AccountId}:{id}",
            var type => $"arn:aws:{type.Split("::")[1].ToLowerInvariant()}:{Region}:{AccountId}:{id}",
        };
    }

    private string Named(string logicalId, string property) =>
        evaluate(resources[logicalId]?["Properties"]?[property])?.GetValue<string>() ?? logicalId;

    private string TypeOf(string logicalId) =>
        resources[logicalId]?["Type"]?.GetValue<string>() ?? throw new SetupException($"{logicalId}: there is no such resource.");
}
