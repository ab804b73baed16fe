using Clinic.Testing;
using Xunit;

namespace Clinic.EndToEndTests.Robustness;

/// <summary>
/// What can be done once is done before a function's first request, which pays for nothing but itself. These requests read one thing after
/// the other; one that reads several at once opens as many connections.
/// </summary>
[Collection(TheClinic.Name)]
public sealed class FirstRequestTests(ClinicFixture clinic)
{
    [Theory]
    [InlineData("Clinic.Users", "UsersFunction", "/users/01990000-0000-7000-8000-000000000005")]
    [InlineData("Clinic.Sessions", "SessionsFunction", "/sessions?userId=01990000-0000-7000-8000-000000000005&limit=1")]
    [InlineData("Clinic.Messages", "MessagesFunction", "/messages?limit=1")]
    [InlineData("Clinic.Auth", "AuthFunction", "/auth/me")]
    public async Task A_new_process_opens_no_connection_for_its_first_request_nor_for_those_after_it(string project, string function, string path)
    {
        var client = clinic.Thanatologist;
        FunctionProcesses.Kill(project, clinic.Host);
        while (clinic.Host.Lambda.Status()[function].Processes > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);

        clinic.Host.Lambda.Warm();
        var connections = await WhenReadyAsync(project);
        for (var i = 0; i < 5; i++)
            (await client.GetAsync(path)).Is(200);

        Assert.Equal(connections, FunctionProcesses.Connections(project, clinic.Host));
    }

    /// <summary>The init phase ends with the question for the first invocation, which waits on a connection like all others.</summary>
    private async Task<IReadOnlyList<string>> WhenReadyAsync(string project)
    {
        IReadOnlyList<string> now = [], before;
        do
        {
            before = now;
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            now = FunctionProcesses.Connections(project, clinic.Host);
        }
        while (now.Count < 2 || !now.SequenceEqual(before));
        return now;
    }
}
