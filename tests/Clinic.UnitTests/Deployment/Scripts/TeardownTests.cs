using Xunit;

namespace Clinic.UnitTests.Deployment.Scripts;

public sealed class TeardownTests : IDisposable
{
    /// <summary>A stack with two buckets; each has one version and one delete marker until they are deleted.</summary>
    private const string Stack = """
        case "$1 $2" in
          'cloudformation describe-stacks') printf 'CREATE_COMPLETE\tarn:stack\n' ;;
          'cloudformation list-stack-resources')
            case "$*" in
              *DELETE_SKIPPED*) printf "$left" ;;
              *DELETE_FAILED*) printf 'AWS::Cognito::UserPool\tpool-1\tis protected\n' ;;
              *) echo 'staging exports' ;;
            esac ;;
          's3api list-object-versions')
            what=$(grep -o 'Versions\|DeleteMarkers' <<<"$*")
            [ -e "$kept/$4-$what" ] && echo '{ "Objects": null, "Quiet": true }' || echo '{ "Objects": [ { "Key": "a", "VersionId": "1" } ], "Quiet": true }'
            touch "$kept/$4-$what" ;;
          's3api delete-objects') echo None ;;
        esac
        """;

    private readonly ShellScript script = new ShellScript().With("aws", Stack);

    public void Dispose() => script.Dispose();

    [Fact]
    public async Task Every_version_is_deleted_before_the_stack_is()
    {
        var (status, output, errors) = await script.RunAsync("teardown.sh", ["feature/x"]);

        Assert.Equal((0, ""), (status, errors));
        Assert.Equal(["Emptied staging.", "Emptied exports.", "Deleting clinic-feature-x-217d2bf5 (CREATE_COMPLETE) ...", "Deleted clinic-feature-x-217d2bf5."], output.Split('\n'));
        Assert.Equal(["staging", "staging", "exports", "exports"], Of("s3api", "delete-objects").Select(call => call[4]));
        Assert.Equal(["cloudformation delete-stack --stack-name clinic-feature-x-217d2bf5", "cloudformation wait stack-delete-complete --stack-name arn:stack"],
            script.Calls.TakeLast(3).Take(2).Select(call => string.Join(' ', call.Skip(1))));
    }

    [Theory]
    [InlineData()]
    [InlineData("")]
    [InlineData("yes")]
    [InlineData("delete main")]
    [InlineData("delete clinic-mains")]
    public async Task Main_goes_with_its_confirmation_alone(params string[] confirmation)
    {
        var (status, output, errors) = await script.RunAsync("teardown.sh", ["main", .. confirmation]);

        Assert.Equal((1, ""), (status, output));
        Assert.Contains("type 'delete clinic-main'", errors, StringComparison.Ordinal);
        Assert.Empty(script.Calls);
    }

    [Fact]
    public async Task Of_main_what_is_retained_is_not_touched_and_named()
    {
        script.With("aws", "left='AWS::S3::Bucket\\tstaging\\nAWS::DynamoDB::Table\\tclinic-users-main\\n'\n" + Stack);

        var (status, output, errors) = await script.RunAsync("teardown.sh", ["main", "delete clinic-main"]);

        Assert.Equal((0, ""), (status, errors));
        Assert.Equal(
            ["Deleting clinic-main (CREATE_COMPLETE) ...", "Deleted clinic-main.", "These stay in the account, with what is in them:", "AWS::DynamoDB::Table\tclinic-users-main", "AWS::S3::Bucket\tstaging"],
            output.Split('\n'));
        Assert.Single(Of("cloudformation", "delete-stack"));
        Assert.DoesNotContain(script.Calls, call => call[1] == "s3api");
    }

    [Theory]
    [InlineData("main", "delete clinic-main")]
    [InlineData("dev")]
    public async Task What_cannot_be_deleted_is_named_with_the_reason(params string[] arguments)
    {
        script.With("aws", Stack.Replace("case \"$1 $2\" in", "[ \"$2\" != wait ] || exit 255\ncase \"$1 $2\" in", StringComparison.Ordinal));

        var (status, output, errors) = await script.RunAsync("teardown.sh", arguments);

        Assert.Equal((1, $"error: clinic-{arguments[0]} could not be deleted altogether. CloudFormation refused:\nAWS::Cognito::UserPool\tpool-1\tis protected"), (status, errors));
        Assert.DoesNotContain("Deleted", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_that_is_not_there_is_done()
    {
        script.With("aws", "echo 'An error occurred (ValidationError): Stack with id clinic-dev does not exist' >&2; exit 254");

        Assert.Equal((0, "There is no stack clinic-dev.", ""), await script.RunAsync("teardown.sh", ["dev"]));
    }

    [Fact]
    public async Task A_refusal_is_not_taken_for_a_stack_that_is_not_there()
    {
        script.With("aws", "echo 'An error occurred (AccessDenied)' >&2; exit 254");

        Assert.Equal((1, "", "error: An error occurred (AccessDenied)"), await script.RunAsync("teardown.sh", ["dev"]));
    }

    [Fact]
    public async Task An_object_that_cannot_be_deleted_ends_it_before_the_stack()
    {
        script.With("aws", Stack.Replace("echo None", "echo AccessDenied", StringComparison.Ordinal));

        var (status, _, errors) = await script.RunAsync("teardown.sh", ["dev"]);

        Assert.Equal((1, "error: objects of staging cannot be deleted: AccessDenied"), (status, errors));
        Assert.Empty(Of("cloudformation", "delete-stack"));
    }

    private IEnumerable<string[]> Of(string service, string operation) => script.Calls.Where(call => call[1] == service && call[2] == operation);
}
