using System.Text.Json.Nodes;
using Clinic.Local.Lambda;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>Each function's role may do what its compiled code and Lambda itself do with it, no less and no more.</summary>
public sealed class RightsTests
{
    public static TheoryData<string> Functions => [.. TemplateFile.Tree.OfType("AWS::Serverless::Function").Select(function => function.Id)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_may_do_what_its_code_does_and_nothing_else(string function) => Assert.Empty(Differences(TemplateFile.Tree, function));

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_has_the_variables_that_its_code_reads_and_no_other(string function) => Assert.Empty(StrayVariables(TemplateFile.Tree, function));

    [Theory]
    [InlineData("UsersFunction", "dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:ConditionCheckItem", "dynamodb:PutItem, dynamodb:UpdateItem", "lacks dynamodb:ConditionCheckItem on UsersTable")]
    [InlineData("UsersFunction", ", !Sub \"${UsersTable.Arn}/index/byThanatologist\"]", "]", "lacks dynamodb:Query on UsersTable/index/byThanatologist")]
    [InlineData("RollupsFunction", "[dynamodb:Scan, dynamodb:Query, dynamodb:PutItem, dynamodb:UpdateItem]", "[dynamodb:Query, dynamodb:PutItem, dynamodb:UpdateItem]", "lacks dynamodb:Scan on ReportsTable")]
    [InlineData("RollupsFunction", "[dynamodb:Scan, dynamodb:Query, dynamodb:PutItem, dynamodb:UpdateItem]", "[dynamodb:Scan, dynamodb:Query, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem]", "needs no dynamodb:DeleteItem on ReportsTable")]
    [InlineData("MessageDeliveryFunction", "Resource: !Sub \"${MessagesTable.Arn}/index/byPending\"", "Resource: [!Sub \"${MessagesTable.Arn}/index/byPending\", !Sub \"${MessagesTable.Arn}/index/bySender\"]", "needs no dynamodb:Query on MessagesTable/index/bySender")]
    [InlineData("MessageDeliveryFunction", "Resource: !Sub \"${MessagesTable.Arn}/index/byPending\"", "Resource: !Sub \"${MessagesTable.Arn}/index/*\"", "a wildcard")]
    [InlineData("MessageDeliveryFunction", "identity/${MailIdentity}", "identity/*", "a wildcard")]
    [InlineData("UsersFunction", "Resource: !GetAtt UsersLogs.Arn", "Resource: !GetAtt AuthLogs.Arn", "lacks logs:PutLogEvents on UsersLogs")]
    [InlineData("UsersFunction", "Resource: !GetAtt UsersLogs.Arn", "Resource: [!GetAtt UsersLogs.Arn, !GetAtt AuthLogs.Arn]", "needs no logs:PutLogEvents on AuthLogs")]
    [InlineData("UsersFunction", "[xray:PutTraceSegments, xray:PutTelemetryRecords]", "[xray:PutTraceSegments]", "lacks xray:PutTelemetryRecords on *")]
    [InlineData("MessageDeliveryFunction", "Resource: !GetAtt MessagesTable.StreamArn", "Resource: !GetAtt ExportsTable.StreamArn", "lacks dynamodb:GetRecords on MessagesTable/stream")]
    [InlineData("MessageDeliveryFunction", "Resource: !GetAtt MessagesTable.StreamArn", "Resource: [!GetAtt MessagesTable.StreamArn, !GetAtt ExportsTable.StreamArn]", "needs no dynamodb:GetRecords on ExportsTable/stream")]
    [InlineData("MessageDeliveryFunction", "Action: [sqs:SendMessage], Resource: !GetAtt UndeliveredQueue.Arn", "Action: [sqs:SendMessage], Resource: !GetAtt FailedImportsQueue.Arn", "lacks sqs:SendMessage on UndeliveredQueue")]
    [InlineData("IngestionFunction", "Action: [sqs:SendMessage], Resource: !GetAtt FailedImportsQueue.Arn", "Action: [sqs:ReceiveMessage], Resource: !GetAtt FailedImportsQueue.Arn", "needs no sqs:ReceiveMessage on FailedImportsQueue")]
    [InlineData("ReportsFunction", "      Role: !GetAtt ReportsRole.Arn\n", "", "no role of its own")]
    [InlineData("IdentifyFunction", "Action: [comprehend:DetectPiiEntities]", "Action: [comprehend:DetectEntities]", "a wildcard")]
    [InlineData("IdentifyFunction", "Action: [comprehend:DetectPiiEntities], Resource: \"*\"", "Action: [s3:GetObject], Resource: !Sub \"${ExportBucket.Arn}/work/*\"", "lacks comprehend:DetectPiiEntities on *")]
    public void A_fault_of_a_policy_is_found(string function, string text, string fault, string difference) =>
        Assert.Contains(Differences(Doctored(text, fault), function), found => found.Contains(difference, StringComparison.Ordinal));

    [Theory]
    [InlineData("MessageDeliveryFunction", "          MAIL_SENDER: !Ref MailSender\n", "", "MAIL_SENDER")]
    [InlineData("MessageDeliveryFunction", "          MAIL_SENDER: !Ref MailSender\n", "          MAIL_SENDER: !Ref MailSender\n          MAIL_LANGUAGE: es\n", "MAIL_LANGUAGE")]
    public void A_fault_of_the_variables_is_found(string function, string text, string fault, string variable) =>
        Assert.Equal([variable], StrayVariables(Doctored(text, fault), function));

    [Fact]
    public void Every_index_is_queried_by_some_function()
    {
        var queried = TemplateFile.Tree.OfType("AWS::Serverless::Function").SelectMany(function => TemplateRights.Of(Code(function.Properties), function.Properties))
            .Select(right => right.Resource).Where(resource => resource.Contains("/index/", StringComparison.Ordinal));
        var indexes = TemplateFile.Tree.OfType("AWS::DynamoDB::Table").SelectMany(table =>
            new[] { "GlobalSecondaryIndexes", "LocalSecondaryIndexes" }.SelectMany(kind => table.Properties[kind]?.AsArray() ?? [])
                .Select(index => $"{table.Id}/index/{index!["IndexName"]!.GetValue<string>()}"));

        Assert.Equal(indexes.Order(StringComparer.Ordinal), queried.Distinct().Order(StringComparer.Ordinal));
    }

    private static List<string> Differences(JsonObject template, string id)
    {
        var function = template["Resources"]![id]!["Properties"]!;
        try
        {
            var given = Given(template, function);
            var used = TemplateRights.Of(Code(function), function).Concat(PlatformRights.Of(template, function)).ToHashSet();
            // Functions of one program may share its rights out among them.
            var together = template.OfType("AWS::Serverless::Function").Where(other => other.Properties["CodeUri"]!.GetValue<string>() == function["CodeUri"]!.GetValue<string>())
                .SelectMany(other => Given(template, other.Properties));
            return [.. used.Except(together).Order().Select(right => $"lacks {right}"), .. given.Except(used).Order().Select(right => $"needs no {right}")];
        }
        catch (FormatException e)
        {
            return [e.Message];
        }
    }

    private static HashSet<Right> Given(JsonObject template, JsonNode function) => [.. TemplateRights.Of(template, function).Where(right => right.Action != "ses:SendEmail")];

    private static IEnumerable<string> StrayVariables(JsonObject template, string id)
    {
        var function = template["Resources"]![id]!["Properties"]!;
        var given = (function["Environment"]?["Variables"]?.AsObject() ?? []).Select(variable => variable.Key)
            .Concat(template["Globals"]!["Function"]!["Environment"]!["Variables"]!.AsObject().Select(variable => variable.Key)).ToHashSet();
        var read = Code(function).Variables;
        // The one variable that every function is given, whether it answers HTTP or not.
        return given.Except(read).Concat(read.Except(given)).Where(variable => variable != "CORS_ALLOWED_ORIGIN");
    }

    private static readonly Dictionary<string, FunctionCode> Known = [];

    private static FunctionCode Code(JsonNode function)
    {
        var (folder, handler) = (function["CodeUri"]!.GetValue<string>(), function["Handler"]!.GetValue<string>());
        lock (Known)
        {
            if (!Known.TryGetValue(folder, out var code))
                Known[folder] = code = FunctionCode.Read(Contract.Contract.PathOf([.. folder.Split('/'), "bin", BuildConfiguration.OfThisHost, "net10.0", handler + ".dll"]));
            return code;
        }
    }

    private static JsonObject Doctored(string text, string fault)
    {
        Assert.Contains(text, TemplateFile.Text, StringComparison.Ordinal);
        return YamlTree.Parse(TemplateFile.Text.Replace(text, fault, StringComparison.Ordinal), "doctored");
    }
}
