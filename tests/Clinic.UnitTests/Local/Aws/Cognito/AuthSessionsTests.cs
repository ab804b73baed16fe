using Clinic.Local.Aws.Cognito;
using Clinic.Local.Aws.Protocol;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.Cognito;

public sealed class AuthSessionsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly AuthSessions sessions;

    public AuthSessionsTests() => sessions = new AuthSessions(new PoolFixture().Pool.Settings with { MaxSessions = 3 }, time);

    [Fact]
    public void Beyond_the_limit_the_oldest_is_given_up()
    {
        var handles = Enumerable.Range(0, 5).Select(_ => sessions.Add(Session)).ToArray();

        Assert.Equal(3, sessions.Count);
        Assert.Throws<ServiceException>(() => sessions.Take(handles[0], "ana"));
        Assert.Equal("ana", sessions.Take(handles[4], "ana").Username);
    }

    [Fact]
    public void Expired_ones_leave_when_others_come()
    {
        sessions.Add(Session);
        sessions.Add(Session);
        time.Advance(TimeSpan.FromMinutes(4));

        sessions.Add(Session);

        Assert.Equal(1, sessions.Count);
    }

    [Fact]
    public void A_handle_cannot_be_given_a_longer_life()
    {
        var handle = sessions.Add(Session).ToCharArray();
        handle[24] = handle[24] == 'A' ? 'B' : 'A';

        var error = Assert.Throws<ServiceException>(() => sessions.Take(new string(handle), "ana"));

        Assert.Equal("Invalid session for the user.", error.Message);
    }

    private static AuthSession Session => new("ana", null, []);
}
