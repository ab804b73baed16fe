using System.Net;
using Clinic.Core.Http;
using Xunit;

namespace Clinic.UnitTests.Http;

public sealed class TraceContextTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData(Parent, Parent)]
    [InlineData(null, null)]
    [InlineData("nonsense", null)]
    [InlineData(Parent + "\n", null)]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", null)]
    public async Task It_is_passed_on_with_what_the_request_sends(string? received, string? sent)
    {
        var inner = new Recorder();
        using var http = new HttpClient(new TraceHandler(inner));

        TraceContext.Begin(received);
        using var _ = await http.GetAsync(new Uri("http://pool.test/"));

        Assert.Equal(sent, inner.Seen);
    }

    private sealed class Recorder : HttpMessageHandler
    {
        public string? Seen { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen = request.Headers.TryGetValues("traceparent", out var values) ? values.Single() : null;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));
        }
    }
}
