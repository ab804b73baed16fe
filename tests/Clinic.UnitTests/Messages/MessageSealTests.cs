using System.Text;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Messages;

public sealed class MessageSealTests
{
    private static readonly MessageContent Content = new("La esperamos, señora Núñez 🌷", "<p>La esperamos</p>", "12345678");
    private readonly MessageSeal seal = Seal("root");

    [Fact]
    public async Task A_message_opens_to_what_it_says() => Assert.Equal(Content, await seal.OpenAsync(await MessageAsync(seal)));

    [Fact]
    public async Task A_plain_message_is_what_it_says()
    {
        var message = (await MessageAsync(seal)) with { Text = new PlainText("hola") };

        Assert.Equal(new MessageContent("hola"), await seal.OpenAsync(message));
    }

    [Fact]
    public async Task The_same_message_is_never_sealed_the_same_twice_and_the_box_tells_nothing()
    {
        var (one, other) = (await MessageAsync(seal), await MessageAsync(seal));

        Assert.NotEqual(Box(one), Box(other));
        Assert.DoesNotContain("esperamos", Encoding.UTF8.GetString(Box(one)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_box_that_was_changed_in_any_one_byte_or_cut_does_not_open()
    {
        var message = await MessageAsync(seal);
        var ciphertext = Box(message);

        for (var i = 0; i < ciphertext.Length; i++)
        {
            var changed = ciphertext.ToArray();
            changed[i] ^= 1;
            await AssertUnreadableAsync(seal, WithBox(message, changed));
        }
        await AssertUnreadableAsync(seal, WithBox(message, ciphertext[..20]));
        await AssertUnreadableAsync(seal, WithBox(message, []));
    }

    [Fact]
    public async Task A_text_cannot_be_moved_to_another_message()
    {
        var message = await MessageAsync(seal);

        await AssertUnreadableAsync(seal, message with { Id = A.Id() });
        await AssertUnreadableAsync(seal, message with { To = "otra@example.org" });
        await AssertUnreadableAsync(seal, message with { Subject = "Otro asunto" });
    }

    [Fact]
    public async Task A_rotation_of_the_secret_keeps_old_messages_readable()
    {
        var old = await MessageAsync(seal);
        var rotated = Seal("new root\nroot");

        Assert.Equal(Content, await rotated.OpenAsync(old));
        Assert.NotEqual(((SealedText)old.Text).KeyId, ((SealedText)(await MessageAsync(rotated)).Text).KeyId);
        await AssertUnreadableAsync(Seal("new root"), old);
    }

    [Fact]
    public void A_code_is_blotted_out_for_everybody_but_the_addressee()
    {
        Assert.Equal("Su código: ••••••••", new MessageContent("Su código: 12345678", null, "12345678").BodyWithoutCode);
        Assert.Equal("Sin código", new MessageContent("Sin código").BodyWithoutCode);
    }

    private static MessageSeal Seal(string secret) => new(new KeyRing(() => Task.FromResult(secret)));

    private static async Task<Message> MessageAsync(MessageSeal seal)
    {
        var (id, to, subject) = (A.Id(), "rosa@example.org", "Su cita");
        return new Message(id, to, subject, await seal.SealAsync(id, to, subject, Content), null, A.Moment);
    }

    private static byte[] Box(Message message) => ((SealedText)message.Text).Ciphertext.ToArray();

    private static Message WithBox(Message message, byte[] ciphertext) => message with { Text = (SealedText)message.Text with { Ciphertext = ciphertext } };

    private static Task<UnreadableMessageException> AssertUnreadableAsync(MessageSeal seal, Message message) => Assert.ThrowsAsync<UnreadableMessageException>(() => seal.OpenAsync(message));
}
