using Clinic.Local.Aws.SecretsManager;
using Clinic.Local.Aws.StepFunctions;

namespace Clinic.Local.Template;

/// <summary>
/// template.yaml as this machine runs it: parameters and conditions applied, intrinsic functions resolved, every resource read
/// into what the local host needs. What cannot be read is a <see cref="SetupException"/> that names the resource.
/// </summary>
public sealed class ClinicTemplate
{
    /// <summary>Resource types that have no counterpart on a developer's machine.</summary>
    private static readonly HashSet<string> NothingToRun =
    [
        "AWS::ApiGateway::Account", "AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::DomainName",
        "AWS::CertificateManager::Certificate", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::Role",
        "AWS::KMS::Alias", "AWS::KMS::Key", "AWS::Lambda::Permission", "AWS::Logs::LogGroup", "AWS::Logs::MetricFilter", "AWS::Route53::RecordSet",
        "AWS::S3::BucketPolicy", "AWS::SES::EmailIdentity", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy", "AWS::WAFv2::WebACL", "AWS::WAFv2::WebACLAssociation",
    ];

    /// <summary>Resource types that are read together with the resource to which they belong, or only by their name.</summary>
    private static readonly HashSet<string> ReadElsewhere =
    [
        "AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolResourceServer", "AWS::Serverless::Api",
    ];

    private ClinicTemplate(string path, TemplateDocument document)
    {
        Path = path;
        Parameters = document.Parameters;
        foreach (var id in document.Resources)
            Read(id, document);
        Api = ApiReader.Read(document);
        UserPool = UserPoolReader.Read(document);
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> Parameters { get; }

    public List<TableDefinition> Tables { get; } = [];

    public List<FunctionDefinition> Functions { get; } = [];

    /// <summary>The functions that a table's stream invokes, and the pipes that it feeds.</summary>
    public List<StreamTrigger> Streams { get; } = [];

    /// <summary>The functions that are invoked at a fixed rate.</summary>
    public List<ScheduleTrigger> Schedules { get; } = [];

    /// <summary>The functions that are invoked for a bucket's objects.</summary>
    public List<ObjectTrigger> Objects { get; } = [];

    /// <summary>The names of S3's buckets.</summary>
    public HashSet<string> Buckets { get; } = [];

    /// <summary>Those with S3 Object Lock.</summary>
    public HashSet<string> LockedBuckets { get; } = [];

    /// <summary>The names of SQS's queues.</summary>
    public HashSet<string> Queues { get; } = [];

    /// <summary>The names of SNS's topics.</summary>
    public HashSet<string> Topics { get; } = [];

    internal List<MachineDefinition> StateMachines { get; } = [];

    /// <summary>The names of SES's configuration sets.</summary>
    public HashSet<string> ConfigurationSets { get; } = [];

    internal List<SecretDefinition> Secrets { get; } = [];

    public ApiDefinition? Api { get; }

    public UserPoolDefinition? UserPool { get; }

    /// <summary>Reads the file; parameters override the defaults that it declares.</summary>
    public static ClinicTemplate Load(string path, IReadOnlyDictionary<string, string>? parameters = null)
    {
        if (!File.Exists(path))
            throw new SetupException($"{path} does not exist: start inside the project's directory.");
        return Parse(path, File.ReadAllText(path), parameters ?? new Dictionary<string, string>());
    }

    internal static ClinicTemplate Parse(string path, string yaml, IReadOnlyDictionary<string, string> parameters) =>
        new(path, new TemplateDocument(YamlTree.Parse(yaml, System.IO.Path.GetFileName(path)), parameters));

    private void Read(string id, TemplateDocument document)
    {
        switch (document.TypeOf(id))
        {
            case "AWS::DynamoDB::Table":
                Tables.Add(TableReader.Read(document.Properties(id)));
                break;
            case "AWS::Serverless::Function":
                Functions.Add(FunctionReader.Read(document.Properties(id), document.Ids.Reference(id)) with
                {
                    Async = AsyncRulesReader.Read(document.Properties(id), document),
                });
                ReadTriggers(document.Properties(id), document);
                break;
            case "AWS::Pipes::Pipe":
                Streams.Add(StreamTriggerReader.ReadPipe(document.Properties(id), document));
                break;
            case "AWS::SecretsManager::Secret":
                Secrets.Add(ReadSecret(id, document));
                break;
            case "AWS::SES::ConfigurationSet":
                ConfigurationSets.Add(document.Ids.Reference(id));
                break;
            case "AWS::S3::Bucket":
                Buckets.Add(document.Ids.Reference(id));
                if (document.Properties(id).Flag("ObjectLockEnabled"))
                    LockedBuckets.Add(document.Ids.Reference(id));
                break;
            case "AWS::Serverless::StateMachine":
                StateMachines.Add(StateMachineReader.Read(document.Properties(id), document.Ids.Attribute(id, "Arn"), System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!));
                break;
            case "AWS::SNS::Topic":
                Topics.Add(document.Ids.Attribute(id, "TopicName"));
                break;
            case "AWS::SQS::Queue":
                Queues.Add(document.Ids.Attribute(id, "QueueName"));
                break;
            case var known when NothingToRun.Contains(known) || ReadElsewhere.Contains(known):
                break;
            case var unknown:
                throw new SetupException($"template.yaml, {id}: the local host does not know the resource type {unknown}.");
        }
    }

    private void ReadTriggers(Properties function, TemplateDocument document)
    {
        foreach (var (id, source) in function.Section("Events")?.Sections() ?? [])
        {
            switch (source.Text("Type"))
            {
                case "DynamoDB":
                    Streams.Add(StreamTriggerReader.Read(function, id, source.RequiredSection("Properties"), document));
                    break;
                case "S3":
                    Objects.Add(ObjectTriggerReader.Read(function, id, source.RequiredSection("Properties"), document));
                    break;
                case "Schedule":
                    Schedules.Add(ScheduleTriggerReader.Read(function, id, source.RequiredSection("Properties")));
                    break;
            }
        }
    }

    private static SecretDefinition ReadSecret(string id, TemplateDocument document)
    {
        var generate = document.Properties(id).Section("GenerateSecretString")
            ?? throw document.Properties(id).Error("GenerateSecretString is missing");
        return new SecretDefinition(document.Ids.Reference(id))
        {
            PasswordLength = generate.Number("PasswordLength") ?? 32,
            ExcludeLowercase = generate.Flag("ExcludeLowercase"),
            ExcludeUppercase = generate.Flag("ExcludeUppercase"),
            ExcludeNumbers = generate.Flag("ExcludeNumbers"),
            ExcludePunctuation = generate.Flag("ExcludePunctuation"),
            IncludeSpace = generate.Flag("IncludeSpace"),
            ExcludeCharacters = generate.Text("ExcludeCharacters") ?? "",
        };
    }
}
