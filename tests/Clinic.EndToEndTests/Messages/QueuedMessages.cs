using System.Text.Json.Nodes;

namespace Clinic.EndToEndTests.Messages;

/// <summary>Sending messages, and waiting for what becomes of them.</summary>
internal static class QueuedMessages
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    public static JsonObject Message(string to, bool? secure = null)
    {
        var message = new JsonObject { ["to"] = to, ["subject"] = "Su próxima sesión", ["body"] = "Señora Núñez:\nla esperamos el jueves." };
        return secure is null ? message : message.With("storeSecure", secure);
    }

    public static async Task<Answer> SendAsync(this ApiClient client, string to, bool? secure = null) => (await client.PostAsync("/messages", Message(to, secure))).Is(202);

    /// <summary>The message once it is sent or failed.</summary>
    public static async Task<Answer> SettledAsync(this ApiClient client, string id)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        Answer read;
        do
        {
            read = (await client.GetAsync($"/messages/{id}")).Is(200);
            if (read.Value("status") != "queued")
                return read;
            await Task.Delay(50);
        }
        while (TimeProvider.System.GetUtcNow() < end);
        throw new TimeoutException($"The message is still queued: {read.Text}");
    }

    /// <summary>What is stored for an address, mailed or not.</summary>
    public static async Task<IReadOnlyList<JsonObject>> MessagesToAsync(this ApiClient admin, string to) =>
        await admin.AllAsync("/messages?to=" + Uri.EscapeDataString(to));
}
