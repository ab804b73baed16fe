using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>Nothing in the stack is allowed on everything without a reason.</summary>
public sealed class WildcardsTests
{
    [Fact]
    public void Every_wildcard_has_a_reason_and_every_reason_a_wildcard() => Assert.Empty(Wildcards.Faults(TemplateFile.Tree));

    [Theory]
    [InlineData("Resource: !GetAtt AuthLogs.Arn", "Resource: \"*\"", "AuthRole: logs:CreateLogStream")]
    [InlineData("Resource: !Sub \"${CredentialsTable.Arn}/index/byKind\"", "Resource: !Sub \"${CredentialsTable.Arn}/index/*\"", "AuthRole: dynamodb:Query")]
    [InlineData("Action: [secretsmanager:GetSecretValue], Resource: !Ref RootSecret", "Action: [secretsmanager:*], Resource: !Ref RootSecret", "AuthRole: secretsmanager:*")]
    [InlineData("Resource: !Sub \"${ExportBucket.Arn}/work/*\"", "Resource: !Sub \"${ExportBucket.Arn}/*\"", "IdentifyRole: s3:GetObject")]
    [InlineData("xray:PutTelemetryRecords]", "xray:PutTelemetryRecords, xray:GetTraceSummaries]", "TracesPolicy: xray:GetTraceSummaries")]
    [InlineData("ManagedPolicyArns: [!Ref TracesPolicy]", "ManagedPolicyArns: [\"arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess\"]", "AuthRole: AWSXrayWriteOnlyAccess")]
    [InlineData("      Role: !GetAtt AuthRole.Arn\n", "", "AuthFunction: a role that SAM makes")]
    [InlineData("      Role: !GetAtt AnonymizeRole.Arn\n", "      Policies: []\n", "AnonymizeMachine: a role that SAM makes")]
    [InlineData(", logs:DescribeLogGroups]", "]", "logs:DescribeLogGroups: a reason for nothing")]
    [InlineData("Principal: { Service: lambda.amazonaws.com }", "Principal: { AWS: \"*\" }", "AuthRole: sts:AssumeRole")]
    public void A_fault_is_found(string text, string fault, string found)
    {
        var at = TemplateFile.Text.IndexOf(text, StringComparison.Ordinal);
        Assert.NotEqual(-1, at);

        Assert.Contains(found, Wildcards.Faults(YamlTree.Parse(string.Concat(TemplateFile.Text.AsSpan(0, at), fault, TemplateFile.Text.AsSpan(at + text.Length)), "doctored")));
    }
}
