using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Local.Aws.Lambda;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>
/// Compares what the template allows with what is needed, for each role, bucket and user pool, and for every choice of the parameters
/// that the policies or the function's code depend on.
/// </summary>
internal static partial class StackRights
{
    private const string Role = "AWS::IAM::Role", Bucket = "AWS::S3::Bucket", Pool = "AWS::Cognito::UserPool";
    private static readonly Dictionary<string, FunctionCode> Known = [];

    /// <summary>Whom something is allowed to, or at.</summary>
    public static IEnumerable<string> Holders(JsonObject template) => new[] { Role, Bucket, Pool }.SelectMany(type => template.OfType(type)).Select(resource => resource.Id);

    /// <summary>The holders that a policy counts for.</summary>
    public static IEnumerable<string> HoldersOf(JsonObject template, string policy) => template["Resources"]![policy]!["Type"]!.GetValue<string>() switch
    {
        "AWS::IAM::ManagedPolicy" => template.OfType(Role).Where(role => role.Properties["ManagedPolicyArns"]?.AsArray().Any(shared => shared.IsReference(policy)) == true).Select(role => role.Id),
        "AWS::S3::BucketPolicy" => [template["Resources"]![policy]!["Properties"]!["Bucket"]!["Ref"]!.GetValue<string>()],
        _ => [policy],
    };

    public static IEnumerable<string> Differences(JsonObject template, string holder) => Choices(template, holder).SelectMany(parameters =>
    {
        var rights = new TemplateRights(template, parameters);
        var properties = template["Resources"]![holder]!["Properties"]!.AsObject();
        var (given, needed) = template["Resources"]![holder]!["Type"]!.GetValue<string>() switch
        {
            Bucket => (
                template.OfType("AWS::S3::BucketPolicy").Where(policy => policy.Properties["Bucket"].IsReference(holder)).SelectMany(policy => rights.Of(policy.Properties["PolicyDocument"]!)),
                PlatformRights.OfBucket(holder)),
            Pool => (template.OfType("AWS::Lambda::Permission").Select(permission => OfPermission(permission.Properties)).Where(right => right.Condition == holder), PlatformRights.OfUserPool(holder, properties)),
            _ => (rights.OfRole(holder), NeededBy(template, holder, rights)),
        };
        var (has, needs) = (given.ToHashSet(), needed.ToHashSet());
        return needs.Except(has).Order().Select(right => $"lacks {right}").Concat(has.Except(needs).Order().Select(right => $"needs no {right}"));
    }).Distinct();

    /// <summary>What a function's code does, and its variables, whatever it is told.</summary>
    public static FunctionCode Code(JsonNode function) => Code(function, new Dictionary<string, string[]>(), new HashSet<string>());

    /// <summary>The rights that code has by its variables, as the template of its function fills them.</summary>
    public static IEnumerable<Right> Of(FunctionCode code, JsonNode function) => code.Rights.Select(right => right with
    {
        Resource = Filled(right.Resource, function),
        Condition = Filled(right.Condition, function),
    }).SelectMany(right => InCallingBucket(right, function)).Distinct();

    private static IEnumerable<Right> NeededBy(JsonObject template, string role, TemplateRights rights)
    {
        bool Takes(JsonNode? reference) => reference?["Fn::GetAtt"]?[0]?.GetValue<string>() == role;
        var functions = template.OfType("AWS::Serverless::Function").Where(function => Takes(function.Properties["Role"])).SelectMany(function =>
        {
            var absent = Variables(function.Properties).Where(variable => rights.IsEmpty(variable.Value)).Select(variable => variable.Key).ToHashSet();
            return Of(Code(function.Properties, MachineTask.ToldTo(template, function.Id), absent), function.Properties).Concat(PlatformRights.OfFunction(template, function.Properties));
        });
        var machines = template.OfType("AWS::Serverless::StateMachine").Where(machine => Takes(machine.Properties["Role"])).SelectMany(machine => PlatformRights.OfStateMachine(machine.Properties));
        var pipes = template.OfType("AWS::Pipes::Pipe").Where(pipe => Takes(pipe.Properties["RoleArn"])).SelectMany(pipe => PlatformRights.OfPipe(pipe.Properties));
        var accounts = template.OfType("AWS::ApiGateway::Account").Where(account => Takes(account.Properties["CloudWatchRoleArn"])).SelectMany(_ => PlatformRights.OfApiAccount());
        return functions.Concat(machines).Concat(pipes).Concat(accounts);
    }

    private static Right OfPermission(JsonObject permission) => new(
        permission["Action"]!.GetValue<string>(), $"{permission["FunctionName"]!["Ref"]!.GetValue<string>()} by {permission["Principal"]!.GetValue<string>()}",
        permission["SourceArn"]?["Fn::GetAtt"]?[0]?.GetValue<string>() ?? "");

    /// <summary>
    /// The values of the parameters that conditions within the role's policies ask for, and of those that may leave a variable of its
    /// functions empty, in every combination.
    /// </summary>
    private static IEnumerable<Dictionary<string, string>> Choices(JsonObject template, string holder)
    {
        var written = template["Resources"]![holder]!.ToJsonString() + string.Concat(new[] { "AWS::IAM::ManagedPolicy", "AWS::S3::BucketPolicy" }.SelectMany(type => template.OfType(type)).Select(policy => policy.Properties.ToJsonString()));
        var asked = ConditionAsked().Matches(written).SelectMany(condition => ParametersOf(template, template["Conditions"]![condition.Groups[1].Value]));
        var optional = template.OfType("AWS::Serverless::Function").Where(function => function.Properties["Role"]?["Fn::GetAtt"]?[0]?.GetValue<string>() == holder)
            .SelectMany(function => Variables(function.Properties)).Select(variable => variable.Value.Reference()).OfType<string>()
            .Where(name => template["Parameters"]![name] is not null && Values(template, name).Contains(""));
        return asked.Concat(optional).Distinct().Aggregate(
            new[] { new Dictionary<string, string>() }.AsEnumerable(),
            (choices, name) => [.. choices.SelectMany(choice => Values(template, name).Select(value => new Dictionary<string, string>(choice) { [name] = value }))]);
    }

    /// <summary>What a parameter may be: one of its values, or what it is compared with and something else.</summary>
    private static IEnumerable<string> Values(JsonObject template, string name)
    {
        if (template["Parameters"]![name]!["AllowedValues"] is JsonArray allowed)
            return allowed.Select(value => value!.GetValue<string>());
        var compared = Objects(template["Conditions"]).Select(expression => expression["Fn::Equals"]).OfType<JsonArray>().Where(pair => pair[0].IsReference(name)).Select(pair => pair[1]!.GetValue<string>());
        return compared.Append(template["Parameters"]![name]!["Default"]!.GetValue<string>()).Append("another").Distinct();
    }

    private static IEnumerable<string> ParametersOf(JsonObject template, JsonNode? expression) => Objects(expression).SelectMany(part =>
        part["Ref"] is JsonValue name ? [name.GetValue<string>()] : part["Condition"] is JsonValue other ? ParametersOf(template, template["Conditions"]![other.GetValue<string>()]) : Enumerable.Empty<string>());

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject parent => parent.SelectMany(child => Objects(child.Value)).Prepend(parent),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    private static JsonObject Variables(JsonNode function) => function["Environment"]?["Variables"]?.AsObject() ?? [];

    /// <summary>The names of variables become those of the resources and parameters that they are filled with. An identity in SES is a sender's.</summary>
    private static string Filled(string text, JsonNode function) => VariableName().Replace(text, match => Variables(function)[match.Value].Reference() ?? match.Value)
        .Replace("identity/MailSender", "identity/MailIdentity", StringComparison.Ordinal);

    /// <summary>
    /// A function that a bucket calls learns bucket and key from its event; it may list the bucket, so that a file that is gone is not
    /// taken for one that may not be read.
    /// </summary>
    private static IEnumerable<Right> InCallingBucket(Right right, JsonNode function)
    {
        var calling = function["Events"]?.AsObject().Select(known => known.Value!["Properties"]!).FirstOrDefault(source => source["Bucket"] is not null);
        if (calling is null || !right.Resource.StartsWith("?/", StringComparison.Ordinal) || !right.Action.StartsWith("s3:", StringComparison.Ordinal))
            return [right];
        var (bucket, folder) = (calling["Bucket"]!["Ref"]!.GetValue<string>(), calling["Filter"]!["S3Key"]!["Rules"]![0]!["Value"]!.GetValue<string>());
        var there = right with { Resource = bucket + right.Resource["?".Length..].Replace("/?/", "/" + folder, StringComparison.Ordinal) };
        return right.Action == "s3:GetObject" ? [there, new Right("s3:ListBucket", bucket)] : [there];
    }

    private static FunctionCode Code(JsonNode function, IReadOnlyDictionary<string, string[]> told, IReadOnlySet<string> absent)
    {
        var folder = function["CodeUri"]!.GetValue<string>();
        var key = string.Join('|', absent.Order().Prepend(folder).Concat(told.SelectMany(member => member.Value.Prepend(member.Key))));
        lock (Known)
        {
            if (!Known.TryGetValue(key, out var code))
                Known[key] = code = FunctionCode.Read(Contract.Contract.PathOf([.. folder.Split('/'), "bin", BuildConfiguration.OfThisHost, "net10.0", Path.GetFileName(folder) + ".dll"]), told, absent);
            return code;
        }
    }

    [GeneratedRegex("\"Fn::If\":\\[\"(\\w+)\"")]
    private static partial Regex ConditionAsked();

    [GeneratedRegex(@"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b")]
    private static partial Regex VariableName();
}
