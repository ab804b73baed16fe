using System.Text.Json.Nodes;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Deployment;

/// <summary>The rules hold for the template, and each of them finds the fault that it is there for.</summary>
public sealed class StackRulesTests
{
    public static TheoryData<string> Rules => [.. StackRules.All.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_template_keeps(string rule) => Assert.Empty(StackRules.All[rule](TemplateFile.Tree));

    [Fact]
    public void What_is_mechanical_is_said_once() => Assert.InRange(TemplateFile.Text.AsSpan().Count('\n'), 1, 2420);

    [Theory]
    [InlineData("values", "\"Finishes what crashes have left of series and group sessions, and keeps the heads of chains.\"", "Finishes what is left, and keeps the heads.", "and keeps the heads.")]
    [InlineData("functions", "      Timeout: 60 #", "      Timeout: 901 #", "MessageDeliveryFunction")]
    [InlineData("functions", "    MemorySize: 512\n", "", "AuthFunction")]
    [InlineData("functions", "    Tracing: Active\n", "", "AuthFunction")]
    [InlineData("functions", "LogFormat: JSON", "LogFormat: Text", "AuthFunction")]
    [InlineData("logs", "  UsersLogs:", "  UserLogs:", "UsersFunction")]
    [InlineData("logs", "/aws/lambda/clinic-users-${Branch}\", <<: *logged", "/aws/lambda/clinic-users-${Branch}\"", "UsersFunction")]
    [InlineData("logs", "/aws/lambda/clinic-users-${Branch}", "/aws/lambda/clinic-user-${Branch}", "UsersFunction")]
    [InlineData("roles", "      Role: !GetAtt UsersRole.Arn\n", "      Role: !GetAtt AuthRole.Arn\n", "UsersFunction")]
    [InlineData("roles", "Principal: { Service: lambda.amazonaws.com }", "Principal: { Service: ec2.amazonaws.com }", "AuthFunction")]
    [InlineData("alarms", "DeploymentPreference: { Alarms: [!Ref UsersErrors] }", "DeploymentPreference: { Alarms: [] }", "UsersFunction")]
    [InlineData("alarms", "Value: !Sub \"${UsersFunction}:live\"", "Value: !Sub \"${UsersFunction}:old\"", "UsersFunction")]
    [InlineData("alarms", "AlarmActions: [!Ref AlarmTopic]", "AlarmActions: []", "AuthErrors")]
    [InlineData("throttle alarms", "- { Id: reports,", "- { Id: reports2,", "ReportsFunction")]
    [InlineData("pipe alarms", "MetricName: ExecutionFailed", "MetricName: EventCount", "ExportPipe")]
    [InlineData("queue alarms", "Value: !GetAtt FailedImportsQueue.QueueName", "Value: !GetAtt UndeliveredQueue.QueueName", "FailedImportsQueue")]
    [InlineData("alias", "FunctionName: !Ref IdentityTriggersFunction.Alias", "FunctionName: !Ref IdentityTriggersFunction", "IdentityTriggersPermission")]
    [InlineData("alias", "PreSignUp: !Ref IdentityTriggersFunction.Alias", "PreSignUp: !GetAtt IdentityTriggersFunction.Arn", "UserPool")]
    [InlineData("alias", "MaskFunctionArn: !Ref MaskFunction.Version", "MaskFunctionArn: !Ref MaskFunction.Alias", "MaskFunction without .Version")]
    [InlineData("alarms", "Dimensions: [{ <<: *function, Value: !Ref MaskFunction }]", "Dimensions: [{ <<: *function, Value: !Ref IdentifyFunction }]", "MaskFunction")]
    [InlineData("tables", "PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false", "UsersTable")]
    [InlineData("tables", "DeletionProtectionEnabled: !If [IsMain, true, false]", "DeletionProtectionEnabled: false", "UsersTable")]
    [InlineData("tables", "KMSMasterKeyId: !If [HasTablesKey, !Ref TablesKeyArn, !Ref AWS::NoValue]", "KMSMasterKeyId: alias/aws/dynamodb", "UsersTable")]
    [InlineData("transforms", "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]", "Transform: AWS::Serverless-2016-10-31", "UsersTable")]
    [InlineData("transforms", "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]", "Transform: [AWS::Serverless-2016-10-31, AWS::LanguageExtensions]", "RootSecret")]
    [InlineData("transforms", "      UpdateReplacePolicy: !If [IsMain, Retain, Delete]\n", "", "StagingBucket")]
    [InlineData("transforms", "    DependsOn: ResourceServer\n", "    DependsOn: ApiStage\n", "MachineClient")]
    [InlineData("parameters", "Description: The life of a refresh token in days., ", "", "RefreshTokenDays")]
    [InlineData("parameters", "AccessTokenMinutes, RefreshTokenDays, SignInProcesses", "AccessTokenMinutes, SignInProcesses", "RefreshTokenDays")]
    [InlineData("names", "FunctionName: !Sub clinic-users-${Branch}", "FunctionName: clinic-users", "UsersFunction")]
    [InlineData("names", "FunctionName: !Sub clinic-users-${Branch}", "FunctionName: !Sub clinic-users-of-staff-and-of-patients-${Branch}", "UsersFunction")]
    [InlineData("names", "Domain: !Sub clinic-${Branch}-${AWS::AccountId}", "Domain: !Sub clinic-${Branch}", "UserPoolDomain")]
    [InlineData("gateway responses", "        WAF_FILTERED: {", "        WAF_REFUSED: {", "WAF_FILTERED")]
    [InlineData("gateway responses", "\"title\":\"Unauthorized\",\"status\":401", "\"title\":\"Unauthorized\",\"status\":403", "UNAUTHORIZED")]
    [InlineData("gateway responses", "La solicitud fue rechazada.", "The request was refused.", "WAF_FILTERED")]
    [InlineData("gateway responses", "ApiLanguage, timeout]", "ApiLanguage, unavailable]", "INTEGRATION_TIMEOUT")]
    [InlineData("gateway responses", "ApiLanguage, bodyTooLargeForFirewall]", "ApiLanguage, bodyTooLarge]", "WebAcl")]
    [InlineData("gateway responses", "ApiLanguage, timeout]", "ApiLanguage, late]", "INTEGRATION_TIMEOUT")]
    [InlineData("access log", "\"resource\":\"$context.resourcePath\"", "\"resource\":\"$context.path\"", "$context.path")]
    public void A_fault_is_found(string rule, string text, string fault, string culprit)
    {
        Assert.Contains(text, TemplateFile.Text, StringComparison.Ordinal);
        var at = TemplateFile.Text.IndexOf(text, StringComparison.Ordinal);
        JsonObject doctored = YamlTree.Parse(string.Concat(TemplateFile.Text.AsSpan(0, at), fault, TemplateFile.Text.AsSpan(at + text.Length)), "doctored");

        Assert.Contains(StackRules.All[rule](doctored), found => found.Contains(culprit, StringComparison.Ordinal));
    }
}
