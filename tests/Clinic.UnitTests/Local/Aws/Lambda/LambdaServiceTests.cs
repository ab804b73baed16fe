using Clinic.Local.Aws.Lambda;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.Lambda;

public sealed class LambdaServiceTests
{
    [Theory]
    [InlineData("AuthFunction")]
    [InlineData("auth")]
    [InlineData("clinic-auth-dev")]
    [InlineData("Clinic.Auth")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:clinic-auth-dev")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:clinic-auth-dev:$LATEST")]
    public async Task A_function_has_all_its_usual_names(string name)
    {
        await using var lambda = Service();

        Assert.Equal("AuthFunction", lambda.Find(name)?.LogicalId);
    }

    [Fact]
    public async Task Other_names_are_nobodys()
    {
        await using var lambda = Service();

        Assert.Null(lambda.Find("nobody"));
    }

    [Fact]
    public void A_process_sees_Lambdas_variables_the_templates_and_no_others_of_this_machine()
    {
        Environment.SetEnvironmentVariable("CLINIC_UNIT_TEST_LEAK", "1");
        var function = Function() with { Environment = new Dictionary<string, string> { ["USERS_TABLE"] = "clinic-users-dev", ["API_URL"] = "https://api.execute-api.us-east-1.amazonaws.com/dev" } };
        using var log = new FunctionLog(Path.Combine(Path.GetTempPath(), "unused.log"), TimeProvider.System);

        var variables = new FunctionLauncher(function, Options(), log).Variables("3", "/task").ToDictionary();

        Assert.Equal("127.0.0.1:3001/AuthFunction.3", variables["AWS_LAMBDA_RUNTIME_API"]);
        Assert.Equal("clinic-auth-dev", variables["AWS_LAMBDA_FUNCTION_NAME"]);
        Assert.Equal("512", variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]);
        Assert.Equal("http://127.0.0.1:3002", variables["AWS_ENDPOINT_URL_DYNAMODB"]);
        Assert.Equal("http://127.0.0.1:3001", variables["AWS_ENDPOINT_URL_SECRETS_MANAGER"]);
        Assert.Equal("clinic-users-dev", variables["USERS_TABLE"]);
        Assert.Equal("http://127.0.0.1:3000", variables["API_URL"]);
        Assert.DoesNotContain("CLINIC_UNIT_TEST_LEAK", variables.Keys);
    }

    private static LambdaService Service() => new([Function()], Options(), TimeProvider.System);

    private static FunctionDefinition Function() => new(
        "AuthFunction", "clinic-auth-dev", "src/Functions/Clinic.Auth", "Clinic.Auth", 512, TimeSpan.FromSeconds(15), new Dictionary<string, string>());

    private static LambdaOptions Options() => new()
    {
        CodeRoot = "/",
        LogDirectory = Path.GetTempPath(),
        ServicesAddress = () => new Uri("http://127.0.0.1:3001/"),
        DynamoDbUrl = () => "http://127.0.0.1:3002",
        ApiAddress = () => new Uri("http://127.0.0.1:3000"),
    };
}
