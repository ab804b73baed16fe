using Clinic.Demo;
using Clinic.Local;
using Clinic.Local.Aws.DynamoDb;
using Xunit;

namespace Clinic.EndToEndTests.Contract;

/// <summary>The story of the Postman collection, told by a client that a generator makes from docs/openapi.json (docs/clients.md).</summary>
[Collection(TheClinic.Name)]
public sealed class ClientKitTests(ClinicFixture clinic)
{
    private static readonly string Kit = Path.Combine(RepositoryRoot.Find(), "clients", "typescript");

    [Fact]
    public async Task The_typescript_client_compiles_under_strict_and_tells_the_whole_story()
    {
        await RunAsync("ci", "--no-audit", "--no-fund");

        var output = await RunAsync(
            "run", "story", "--", clinic.Host.BaseAddress.GetLeftPart(UriPartial.Authority), DemoAccounts.Admin.Email, DemoAccounts.Password, DemoAccounts.Patient.Email);

        Assert.Matches(@"\n\d\d steps\n$", output);
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var (exitCode, output) = await Tool.RunAsync("npm", arguments, Kit, patience.Token) ?? throw new SetupException("The TypeScript client is made with npm: install Node.js.");
        Assert.True(exitCode == 0, $"npm {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }
}
