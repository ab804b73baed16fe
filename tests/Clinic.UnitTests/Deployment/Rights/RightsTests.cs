using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>Whoever takes a role may do what its compiled code and AWS itself do with it, no less and no more; buckets and the user pool allow what they must.</summary>
public sealed partial class RightsTests
{
    public static TheoryData<string> Holders => [.. StackRights.Holders(TemplateFile.Tree)];

    public static TheoryData<string> Functions => [.. TemplateFile.Tree.OfType("AWS::Serverless::Function").Select(function => function.Id)];

    [Theory]
    [MemberData(nameof(Holders))]
    public void What_is_allowed_is_what_is_needed(string holder) => Assert.Empty(StackRights.Differences(TemplateFile.Tree, holder));

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_has_the_variables_that_its_code_reads_and_no_other(string function) => Assert.Empty(StrayVariables(TemplateFile.Tree, function));

    /// <summary>Every statement of the template is taken out, in whole and part by part, turned round and bound to a condition.</summary>
    [Fact]
    public void No_statement_can_be_changed_without_a_difference()
    {
        var template = (JsonObject)TemplateFile.Tree.DeepClone();
        var statements = template["Resources"]!.AsObject().SelectMany(resource => Statements(resource.Value!).Select(statement => (resource.Key, Statement: statement))).ToList();
        var unnoticed = new List<string>();

        foreach (var (resource, statement) in statements)
        {
            foreach (var (change, changed) in Changes(statement))
            {
                var place = Replace(statement, changed);
                if (!StackRights.HoldersOf(template, resource).Any(holder => StackRights.Differences(template, holder).Any()))
                    unnoticed.Add($"{resource}: {change} {statement.ToJsonString()}");
                Replace(place, statement);
            }
        }

        Assert.Empty(unnoticed);
        Assert.Equal(EffectOfStatement().Count(TemplateFile.Tree.ToJsonString()), statements.Count);
        Assert.True(JsonNode.DeepEquals(TemplateFile.Tree, template));
    }

    [Theory]
    [InlineData("MessageDeliveryRole", "identity/${MailIdentity}", "identity/*", "a wildcard")]
    [InlineData("MessageDeliveryRole", "identity/${MailIdentity}", "identity/${MailSender}", "lacks ses:SendEmail on identity/MailIdentity")]
    [InlineData("MessageDeliveryRole", "configuration-set/${MailConfigurationSet}", "configuration-set/${MailSender}", "lacks ses:SendEmail on configuration-set/MailConfigurationSet")]
    [InlineData("MessageDeliveryRole", "{ StringEquals: { \"ses:FromAddress\": !Ref MailSender } }", "{ StringLike: { \"ses:FromAddress\": \"*\" } }", "lacks ses:SendEmail on identity/MailIdentity if {\"StringEquals\"")]
    [InlineData("MessageDeliveryRole", "sender-id/${SmsSender}/*", "sender-id/*", "lacks sms-voice:SendTextMessage")]
    [InlineData("MessageDeliveryRole", "Action: [sms-voice:SendTextMessage]", "Action: [sms-voice:SendMediaMessage]", "lacks sms-voice:SendTextMessage")]
    [InlineData("MessageDeliveryRole", "Action: [ses:SendEmail]", "Action: [ses:SendEmail, ses:SendRawEmail]", "needs no ses:SendRawEmail")]
    [InlineData("DeidentifyRole", "Action: [s3:PutObject], Resource: !Sub \"${ExportBucket.Arn}/exports/*\"", "Action: [s3:PutObject], Resource: !Sub \"${ExportBucket.Arn}/export/*\"", "lacks s3:PutObject on ExportBucket/exports/*")]
    [InlineData("MaskRole", "Resource: !Sub \"${ExportBucket.Arn}/work/*\"", "Resource: [!Sub \"${ExportBucket.Arn}/work/*\", !Sub \"${ExportBucket.Arn}/exports/*\"]", "needs no s3:GetObject on ExportBucket/exports/*")]
    [InlineData("IngestionRole", "${AWS::AccountId}/import/*", "${AWS::AccountId}/*", "lacks s3:GetObject on StagingBucket/import/*")]
    [InlineData("IngestionRole", "s3:::clinic-staging-${Branch}-${AWS::AccountId}/import-results/*", "s3:::clinic-exports-${Branch}-${AWS::AccountId}/import-results/*", "lacks s3:PutObject on StagingBucket/import-results/*")]
    [InlineData("MaskRole", "Resource: !GetAtt MaskLogs.Arn }\n", "Resource: !GetAtt MaskLogs.Arn }\n              - { Effect: Allow, Action: [dynamodb:Scan], Resource: !GetAtt UsersTable.Arn }\n", "needs no dynamodb:Scan on UsersTable")]
    [InlineData("UsersRole", "{ Effect: Allow, Action: [dynamodb:PutItem, dynamodb:Query], Resource: !GetAtt AuditTable.Arn }", "{ Effect: Deny, Action: [dynamodb:PutItem, dynamodb:Query], Resource: !GetAtt AuditTable.Arn }", "lacks dynamodb:Query on AuditTable")]
    [InlineData("IdentifyRole", "!If [AsksComprehend, {", "!If [IsMain, {", "lacks comprehend:DetectPiiEntities on *")]
    [InlineData("IdentifyRole", "Resource: \"*\" }, !Ref AWS::NoValue]", "Resource: \"*\" }, { Effect: Allow, Action: [s3:DeleteObject], Resource: !Sub \"${ExportBucket.Arn}/work/*\" }]", "needs no s3:DeleteObject on ExportBucket/work/*")]
    [InlineData("IdentifyRole", "Action: [comprehend:DetectPiiEntities]", "Action: [comprehend:DetectEntities]", "needs no comprehend:DetectEntities")]
    [InlineData("UsersRole", "Resource: !GetAtt UsersLogs.Arn", "Resource: !GetAtt AuthLogs.Arn", "lacks logs:PutLogEvents on UsersLogs")]
    [InlineData("MessageDeliveryRole", "Resource: !GetAtt MessagesTable.StreamArn", "Resource: !GetAtt ExportsTable.StreamArn", "lacks dynamodb:GetRecords on MessagesTable/stream")]
    [InlineData("MessageDeliveryRole", "Resource: !Sub \"${MessagesTable.Arn}/index/byPending\"", "Resource: !Sub \"${MessagesTable.Arn}/index/*\"", "a wildcard")]
    [InlineData("ReportsRole", "      Role: !GetAtt ReportsRole.Arn\n", "", "needs no dynamodb:Query on ReportsTable")]
    [InlineData("AnonymizeRole", "Resource: [!Sub \"${IdentifyFunction.Arn}:*\", !Sub \"${MaskFunction.Arn}:*\",", "Resource: [!Sub \"${IdentifyFunction.Arn}:*\",", "lacks lambda:InvokeFunction on MaskFunction:*")]
    [InlineData("ExportPipeRole", "Resource: !Ref AnonymizeMachine }", "Resource: \"*\" }", "lacks states:StartExecution on AnonymizeMachine")]
    [InlineData("ExportPipeRole", "      RoleArn: !GetAtt ExportPipeRole.Arn\n", "", "needs no states:StartExecution on AnonymizeMachine")]
    [InlineData("ApiLogRole", "AmazonAPIGatewayPushToCloudWatchLogs", "AmazonAPIGatewayAdministrator", "lacks what the policy allows")]
    [InlineData("StagingBucket", "Resource: [!GetAtt StagingBucket.Arn, !Sub \"${StagingBucket.Arn}/*\"]", "Resource: [!GetAtt StagingBucket.Arn]", "lacks Deny s3:* on StagingBucket/* by *")]
    [InlineData("UserPool", "      SourceArn: !GetAtt UserPool.Arn\n", "", "lacks lambda:InvokeFunction on IdentityTriggersFunction.Alias by cognito-idp.amazonaws.com if UserPool")]
    public void A_fault_of_a_policy_is_found(string holder, string text, string fault, string difference) =>
        Assert.Contains(StackRights.Differences(Doctored(text, fault), holder), found => found.Contains(difference, StringComparison.Ordinal));

    [Theory]
    [InlineData("MessageDeliveryFunction", "          MAIL_SENDER: !Ref MailSender\n", "", "MAIL_SENDER")]
    [InlineData("MessageDeliveryFunction", "          MAIL_SENDER: !Ref MailSender\n", "          MAIL_SENDER: !Ref MailSender\n          MAIL_LANGUAGE: es\n", "MAIL_LANGUAGE")]
    public void A_fault_of_the_variables_is_found(string function, string text, string fault, string variable) =>
        Assert.Equal([variable], StrayVariables(Doctored(text, fault), function));

    [Fact]
    public void Every_index_is_queried_by_some_function()
    {
        var queried = TemplateFile.Tree.OfType("AWS::Serverless::Function").SelectMany(function => StackRights.Of(StackRights.Code(function.Properties), function.Properties))
            .Select(right => right.Resource).Where(resource => resource.Contains("/index/", StringComparison.Ordinal));
        var indexes = TemplateFile.Tree.OfType("AWS::DynamoDB::Table").SelectMany(table =>
            new[] { "GlobalSecondaryIndexes", "LocalSecondaryIndexes" }.SelectMany(kind => table.Properties[kind]?.AsArray() ?? [])
                .Select(index => $"{table.Id}/index/{index!["IndexName"]!.GetValue<string>()}"));

        Assert.Equal(indexes.Order(StringComparer.Ordinal), queried.Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<JsonObject> Statements(JsonNode? node) => node switch
    {
        JsonObject statement when statement["Effect"] is not null => [statement],
        JsonObject parent => parent.SelectMany(child => Statements(child.Value)),
        JsonArray list => list.SelectMany(Statements),
        _ => [],
    };

    private static IEnumerable<(string Change, JsonNode Changed)> Changes(JsonObject statement)
    {
        JsonNode nothing = new JsonObject { ["Ref"] = "AWS::NoValue" };
        yield return ("without", nothing);
        foreach (var list in new[] { "Action", "Resource" })
        {
            for (var i = 0; statement[list] is JsonArray { Count: > 1 } parts && i < parts.Count; i++)
                yield return ($"without {list} {i} of", With(changed => changed[list]!.AsArray().RemoveAt(i)));
        }
        yield return ("turned round", With(changed => changed["Effect"] = statement["Effect"]!.GetValue<string>() == "Allow" ? "Deny" : "Allow"));
        yield return ("under another condition", With(changed => changed["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["aws:MultiFactorAuthPresent"] = "true" } }));
        if (statement["Condition"] is not null)
            yield return ("without the condition of", With(changed => changed.Remove("Condition")));
        yield return ("on main alone", new JsonObject { ["Fn::If"] = new JsonArray("IsMain", statement.DeepClone(), nothing.DeepClone()) });
        yield return ("not on main", new JsonObject { ["Fn::If"] = new JsonArray("IsMain", nothing.DeepClone(), statement.DeepClone()) });

        JsonObject With(Action<JsonObject> change)
        {
            var changed = (JsonObject)statement.DeepClone();
            change(changed);
            return changed;
        }
    }

    /// <returns>What stands there now.</returns>
    private static JsonNode Replace(JsonNode node, JsonNode by)
    {
        node.ReplaceWith(by);
        return by;
    }

    private static IEnumerable<string> StrayVariables(JsonObject template, string id)
    {
        var function = template["Resources"]![id]!["Properties"]!;
        var given = (function["Environment"]?["Variables"]?.AsObject() ?? []).Select(variable => variable.Key)
            .Concat(template["Globals"]!["Function"]!["Environment"]!["Variables"]!.AsObject().Select(variable => variable.Key)).ToHashSet();
        var read = StackRights.Code(function).Variables;
        // The one variable that every function is given, whether it answers HTTP or not.
        return given.Except(read).Concat(read.Except(given)).Where(variable => variable is not ("CORS_ALLOWED_ORIGIN" or "API_LANGUAGE"));
    }

    private static JsonObject Doctored(string text, string fault)
    {
        Assert.Contains(text, TemplateFile.Text, StringComparison.Ordinal);
        return YamlTree.Parse(TemplateFile.Text.Replace(text, fault, StringComparison.Ordinal), "doctored");
    }

    [GeneratedRegex("\"Effect\":")]
    private static partial Regex EffectOfStatement();
}
