using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Deployment;

/// <summary>What stays in the account when a stack is deleted.</summary>
public sealed class LeftoversTests
{
    [Fact]
    public void A_branch_leaves_nothing_behind() => Assert.Empty(Kept(("Branch", "dev"), ("CreateMailIdentity", "true")));

    [Fact]
    public void A_branch_that_logs_its_requests_leaves_the_role_that_all_APIs_of_the_account_log_with() =>
        Assert.Equal(["ApiLogAccount", "ApiLogRole"], Kept(("Branch", "dev"), ("AccessLogs", "true")));

    [Fact]
    public void Main_leaves_what_holds_data_and_that_role()
    {
        var data = TemplateFile.Tree.Resources("AWS::DynamoDB::Table").Concat(TemplateFile.Tree.Resources("AWS::S3::Bucket")).Select(resource => resource.Id);

        Assert.Equal(data.Concat(["ApiLogAccount", "ApiLogRole", "MailIdentityOfStack", "RootSecret"]).Order(StringComparer.Ordinal), Kept(("Branch", "main"), ("CreateMailIdentity", "true")));
    }

    private static IEnumerable<string> Kept(params (string Name, string Value)[] parameters)
    {
        var given = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        var document = new TemplateDocument(TemplateFile.Tree, given);
        var intrinsics = new Intrinsics(TemplateFile.Tree, document.Parameters);
        return document.Resources.Where(id => intrinsics.Evaluate(TemplateFile.Tree["Resources"]![id]!["DeletionPolicy"])?.GetValue<string>() == "Retain").Order(StringComparer.Ordinal);
    }
}
