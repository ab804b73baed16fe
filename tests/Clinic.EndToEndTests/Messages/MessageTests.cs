using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Messages;

[Collection(TheClinic.Name)]
public sealed class MessageTests(ClinicFixture clinic)
{
    private static readonly JsonSerializerOptions AsItIsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task A_message_is_queued_then_sent_and_arrives_as_it_was_written()
    {
        var to = Bodies.Email();

        var queued = await clinic.Support.SendAsync(to);

        Assert.Equal(["channel", "createdAt", "id", "secure", "sender", "status", "subject", "to"], queued.Json.Select(member => member.Key).Order());
        Assert.Equal(("queued", "false", to), (queued.Value("status"), queued.Value("secure"), queued.Value("to")));
        Assert.Equal($"/messages/{queued.Id}", queued.Header("Location"));
        var mail = Assert.Single(await clinic.Mailbox.ArrivedAsync(to));
        Assert.Equal("Su próxima sesión", mail["subject"]!.GetValue<string>());
        Assert.Equal("Señora Núñez:\nla esperamos el jueves.", mail["text"]!.GetValue<string>());
        var sent = await clinic.Support.SettledAsync(queued.Id);
        Assert.Equal(("sent", "Señora Núñez:\nla esperamos el jueves.", null), (sent.Value("status"), sent.Value("body"), sent.Value("failure")));
        Assert.Equal(clinic.Support.UserId, sent.Value("sender"));
        Assert.NotNull(sent.Value("sentAt"));
    }

    [Fact]
    public async Task A_secure_message_arrives_readable_and_is_stored_unreadable()
    {
        var to = Bodies.Email();
        var id = (await clinic.Thanatologist.SendAsync(to, secure: true)).Id;

        Assert.Contains("Núñez", Assert.Single(await clinic.Mailbox.ArrivedAsync(to))["text"]!.GetValue<string>(), StringComparison.Ordinal);
        var read = await clinic.Admin.SettledAsync(id);
        Assert.Equal(("true", null), (read.Value("secure"), read.Value("body")));
        Assert.Equal("Señora Núñez:\nla esperamos el jueves.", (await clinic.Admin.PostAsync($"/messages/{id}/decrypt", null)).Is(200).Value("body"));
        (await clinic.Support.PostAsync($"/messages/{id}/decrypt", null)).IsProblem(403);
        (await clinic.Thanatologist.PostAsync($"/messages/{id}/decrypt", null)).IsProblem(403);
        Assert.DoesNotContain("Núñez", await clinic.ReadLogsAsync(), StringComparison.Ordinal);
        Assert.Contains("message.decrypted", (await clinic.Admin.GetAsync($"/users/{clinic.Admin.UserId}/audit")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_twenty_concurrent_duplicates_one_is_mailed()
    {
        var to = Bodies.Email();
        var key = ("Idempotency-Key", "message:" + Bodies.Id());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => clinic.Admin.PostAsync("/messages", QueuedMessages.Message(to), key)));

        Assert.All(answers, answer => answer.Is(202));
        var id = Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Single(answers, answer => answer.Header("Idempotency-Replayed") is null);
        await clinic.Admin.SettledAsync(id);
        Assert.Single(await clinic.Mailbox.ToAsync(to));
        Assert.Single(await clinic.Admin.MessagesToAsync(to));
    }

    [Fact]
    public async Task A_list_is_newest_first_without_texts_and_in_pages()
    {
        var to = Bodies.Email();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await clinic.Admin.SendAsync(to)).Id);
            await Task.Delay(2);
        }

        var listed = await clinic.Admin.AllAsync("/messages?to=" + to.ToUpperInvariant(), limit: 2);

        Assert.Equal(ids, listed.Texts("id"));
        Assert.All(listed, message => Assert.False(message.ContainsKey("body")));
    }

    [Fact]
    public async Task Everybody_sees_the_messages_that_are_theirs()
    {
        var (mine, theirs) = ((await clinic.Thanatologist.SendAsync(DemoAccounts.Patient.Email)).Id, (await clinic.Colleague.SendAsync(DemoAccounts.Patient.Email)).Id);
        var other = (await clinic.Thanatologist.SendAsync(Bodies.Email())).Id;

        Assert.Equal(2, (await clinic.Patient.AllAsync("/messages")).Texts("id").Intersect([mine, theirs, other]).Count());
        Assert.Contains(mine, (await clinic.Patient.AllAsync("/messages?to=" + DemoAccounts.Patient.Email)).Texts("id"));
        (await clinic.Patient.GetAsync($"/messages/{theirs}")).Is(200);
        (await clinic.Patient.GetAsync($"/messages/{other}")).IsProblem(404);
        Assert.Equal([mine], (await clinic.Thanatologist.AllAsync("/messages?to=" + DemoAccounts.Patient.Email)).Texts("id").Intersect([mine, theirs]));
        Assert.Contains(other, (await clinic.Thanatologist.AllAsync("/messages")).Texts("id"));
        (await clinic.Thanatologist.GetAsync($"/messages/{theirs}")).IsProblem(404);
        (await clinic.Support.GetAsync($"/messages/{theirs}")).Is(200);
        (await clinic.Admin.GetAsync($"/messages/{other}")).Is(200);
        (await clinic.Patient.PostAsync("/messages", QueuedMessages.Message(Bodies.Email()))).IsProblem(403);
    }

    [Fact]
    public async Task A_message_is_its_addressees_whoever_has_the_address_later()
    {
        var address = Bodies.Email();
        var free = (await clinic.Thanatologist.SendAsync(address)).Id;
        var first = await CreatePatientAsync(address);
        var toFirst = (await clinic.Thanatologist.SendAsync(address)).Id;
        (await clinic.Admin.PatchAsync($"/users/{first.UserId}", new JsonObject { ["email"] = Bodies.Email() })).Is(200);
        var second = await CreatePatientAsync(address);
        var toSecond = (await clinic.Thanatologist.SendAsync(address, secure: true)).Id;

        Assert.Equal([toFirst], (await first.AllAsync("/messages")).Texts("id"));
        Assert.Equal([toFirst], (await first.AllAsync("/messages?to=" + address)).Texts("id"));
        Assert.Equal([toSecond], (await second.AllAsync("/messages")).Texts("id"));
        Assert.Equal([toSecond], (await second.AllAsync("/messages?to=" + address)).Texts("id"));
        (await first.GetAsync($"/messages/{toFirst}")).Is(200);
        (await first.GetAsync($"/messages/{toSecond}")).IsProblem(404);
        (await second.GetAsync($"/messages/{toSecond}")).Is(200);
        foreach (var foreign in (string[])[free, toFirst])
            (await second.GetAsync($"/messages/{foreign}")).IsProblem(404);
        Assert.Equal([toSecond, toFirst, free], (await clinic.Admin.MessagesToAsync(address)).Texts("id"));

        await clinic.Tables.ForgetRecipientsAsync(free, toFirst, toSecond);
        Assert.Empty(await second.AllAsync("/messages"));
        Assert.Null((await clinic.Host.Lambda.InvokeAsync("MessageDeliveryFunction", "{\"mode\":\"assign\"}"u8.ToArray())).FunctionError);
        Assert.Equal([toSecond], (await second.AllAsync("/messages")).Texts("id"));
        Assert.Empty(await first.AllAsync("/messages"));
    }

    [Fact]
    public async Task Only_an_address_narrows_the_list_of_those_who_see_all()
    {
        (await clinic.Admin.GetAsync("/messages")).IsProblem(400, "to");
        (await clinic.Support.GetAsync("/messages")).IsProblem(400, "to");
        (await clinic.Admin.GetAsync("/messages?to=nobody")).IsProblem(400, "to");
        Assert.Empty((await clinic.Admin.GetAsync("/messages?to=" + Bodies.Email())).Is(200).Items);
    }

    /// <summary>A patient whose password the clinic has chosen, signed in.</summary>
    private async Task<ApiClient> CreatePatientAsync(string email)
    {
        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("email", email).With("password", Bodies.Password))).Is(201);
        return await clinic.Nobody.SignInAsync(email, Bodies.Password);
    }

    [Theory]
    [InlineData("to", "rosa")]
    [InlineData("to", "rosa@example.org,otra@example.org")]
    [InlineData("subject", "Cita\r\nBcc: otra@example.org")]
    [InlineData("subject", "")]
    [InlineData("body", " ")]
    [InlineData("cc", "otra@example.org")]
    public async Task Bad_input_names_the_field_and_sends_nothing(string field, string value)
    {
        var to = Bodies.Email();

        (await clinic.Admin.PostAsync("/messages", QueuedMessages.Message(to).With(field, value))).IsProblem(400, field);

        Assert.Empty(await clinic.Admin.MessagesToAsync(to));
    }

    [Theory]
    [InlineData("ñandú \"☂\"\n", 10_000)]
    [InlineData("😀", 17_056)]
    [InlineData("中", 68_215)]
    [InlineData("中", 68_224)]
    public async Task The_longest_text_arrives_whole_whichever_way_it_is_stored(string text, int times)
    {
        var body = string.Concat(Enumerable.Repeat(text, times)).Trim();
        foreach (var secure in (bool[])[false, true])
        {
            var to = Bodies.Email();
            var message = QueuedMessages.Message(to, secure).With("body", body).ToJsonString(AsItIsWritten);
            (await clinic.Admin.SendAsync(HttpMethod.Post, "/messages", ApiClient.Json(message))).Is(202);
            Assert.Equal(body, Assert.Single(await clinic.Mailbox.ArrivedAsync(to))["text"]!.GetValue<string>());
        }
        (await clinic.Admin.PostAsync("/messages", QueuedMessages.Message(Bodies.Email()).With("body", new string('x', 100_001)))).IsProblem(400, "body");
    }

    [Fact]
    public async Task A_message_that_nobody_has_is_404()
    {
        (await clinic.Admin.GetAsync($"/messages/{Bodies.Id()}")).IsProblem(404);
        (await clinic.Admin.GetAsync("/messages/x")).IsProblem(404);
        (await clinic.Admin.PostAsync($"/messages/{Bodies.Id()}/decrypt", null)).IsProblem(404);
        (await clinic.Admin.PostAsync($"/messages/{(await clinic.Admin.SendAsync(Bodies.Email())).Id}/decrypt", null)).IsProblem(409);
    }

    [Fact]
    public async Task A_text_that_was_changed_in_the_table_is_a_500_with_a_line_for_the_alarm_and_no_garbage()
    {
        var id = (await clinic.Admin.SendAsync(Bodies.Email(), secure: true)).Id;
        await clinic.Admin.SettledAsync(id);
        await clinic.Tables.TamperAsync(id);

        Assert.Equal(500, await clinic.Admin.TrySendAsync(HttpMethod.Post, $"/messages/{id}/decrypt", new JsonObject()));

        Assert.Contains("\"errorType\":\"Clinic.Core.Messages.UnreadableMessageException\"", await clinic.ReadLogsAsync(), StringComparison.Ordinal);
        Assert.Contains("UnreadableMessageException\"", await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Find(), "template.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_products_own_mails_are_in_the_list_and_secure()
    {
        var staff = Bodies.Staff();
        var email = staff["email"]!.GetValue<string>();
        (await clinic.Admin.PostAsync("/users", staff)).Is(201);
        var code = await clinic.Mailbox.CodeAsync(email);

        var invitation = Assert.Single(await clinic.Admin.MessagesToAsync(email));
        var text = (await clinic.Admin.PostAsync($"/messages/{invitation["id"]}/decrypt", null)).Is(200).Value("body")!;

        Assert.Equal((true, "system"), (invitation["secure"]!.GetValue<bool>(), invitation["sender"]!.GetValue<string>()));
        Assert.Contains("contraseña", text, StringComparison.Ordinal);
        Assert.DoesNotContain(code, text, StringComparison.Ordinal);
    }
}
