using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Json;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Sessions;

public sealed class ChainVerificationTests
{
    private static readonly string Patient = A.Id();
    private static readonly Signer Signer = new(A.Id(), "Itzel Muñoz", "1234567");
    private readonly List<Session> sessions = [];
    private string? head;

    /// <summary>As a client does it, from what GET answers.</summary>
    [Fact]
    public void A_hash_is_of_what_is_answered_without_addenda_and_itself()
    {
        Write(1);
        AddTo(0);

        var answer = JsonSerializer.SerializeToNode(SessionView.Of(sessions[0]), ClinicJson.Contracts.SessionView)!.AsObject();
        var addendum = answer["addenda"]![0]!.DeepClone().AsObject();
        addendum["sessionId"] = (string)answer["id"]!;
        answer.Remove("addenda");

        Assert.Equal((string)answer["signature"]!["hash"]!, Hash(answer));
        Assert.Equal((string)addendum["signature"]!["hash"]!, Hash(addendum));
        Assert.Equal((string)answer["signature"]!["hash"]!, (string)addendum["signature"]!["previousHash"]!);
        Assert.False(answer["signature"]!.AsObject().ContainsKey("previousHash"));
        Assert.Equal((Signer.Id, "Itzel Muñoz", "1234567"), ((string)answer["signature"]!["signedById"]!, (string)answer["signature"]!["signedByName"]!, (string)answer["signature"]!["professionalLicence"]!));
    }

    [Fact]
    public void Nothing_is_a_valid_chain_and_so_is_what_was_written()
    {
        Assert.Equal(new ChainView(0, 0, true, null, 1), Verify());
        WriteAll();

        Assert.Equal(new ChainView(4, 3, true, null, 1), Verify());
    }

    [Fact]
    public void What_is_older_than_the_chain_is_no_part_of_it_until_an_operator_takes_it_in()
    {
        sessions.Add(Unsigned(1) with { Addenda = [new Addendum("viejo", A.Id(), null, A.Moment)] });
        Write(2);
        AddTo(0);
        Assert.Equal(new ChainView(1, 1, true, null, 2), Verify());

        var adopted = sessions[0].Sign(Signer.Operator, head, A.Moment);
        var addendum = adopted.Addenda[0].Sign(adopted.Id, Signer.Operator, adopted.Signature!.Hash, A.Moment);
        (sessions[0], head) = (adopted with { Addenda = [addendum, adopted.Addenda[1]] }, addendum.Signature!.Hash);

        Assert.Equal(new ChainView(2, 2, true, null, 1), Verify());
        Assert.Equal((true, "operator"), (sessions[0].Signature!.Adopted, sessions[0].Signature!.SignedById));
    }

    /// <summary>Every attribute of every session, each part of a signature and of an addendum: changed, taken away and of another type.</summary>
    [Fact]
    public void Whatever_is_changed_is_found_at_its_place()
    {
        WriteAll();
        var found = 0;
        for (var i = 0; i < sessions.Count; i++)
        {
            foreach (var (change, at) in Changes(i))
            {
                var items = Items();
                change(items[i]);
                var view = Verify(items);
                Assert.False(view.Valid, at);
                Assert.True(view.FirstBroken!.Number == i + 1 || IsBeside(view.FirstBroken.Number, i + 1, at), $"{at}: {view.FirstBroken}");
                found++;
            }
        }
        Assert.InRange(found, 200, 1_000);
    }

    /// <summary>What lacks a signature is no part of a chain: what came after it is the first that does not fit.</summary>
    private static bool IsBeside(int broken, int changed, string at) => at.EndsWith("signature removed", StringComparison.Ordinal) && broken == changed + 1;

    [Theory]
    [InlineData(0, 2)] // sessions 1, 2 with an addendum, 1's addendum, 3, 3's addendum, 4
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    public void A_session_that_is_gone_is_missed(int removed, int broken)
    {
        WriteAll();
        var items = Items();
        items.RemoveAt(removed);

        Assert.Equal((false, broken), (Verify(items).Valid, Verify(items).FirstBroken!.Number));
    }

    [Fact]
    public void An_addendum_that_is_gone_is_missed()
    {
        WriteAll();
        sessions[0] = sessions[0] with { Addenda = [] };

        Assert.False(Verify().Valid);
    }

    [Fact]
    public void A_session_that_was_signed_anew_is_found_by_what_follows_it_and_the_last_one_by_the_head()
    {
        WriteAll();
        foreach (var i in new[] { 1, 3 })
        {
            var before = sessions[i];
            sessions[i] = (before with { Evaluation = "Otra cosa." }).Sign(Signer, before.Signature!.PreviousHash, A.Moment) with { Addenda = before.Addenda };
            Assert.False(Verify().Valid);
            sessions[i] = before;
        }
        Assert.True(Verify().Valid);
    }

    [Fact]
    public void What_is_slipped_in_without_a_signature_is_found()
    {
        WriteAll();

        Assert.Equal(5, Verify([.. Items(), SessionItems.Write(Unsigned(5)).Attributes]).FirstBroken!.Number);
        sessions[2] = sessions[2] with { Addenda = [.. sessions[2].Addenda, new Addendum("x", A.Id(), null, A.Moment)] };
        Assert.Equal(new ChainPlace(sessions[2].Id, 3, 2), Verify().FirstBroken);
    }

    /// <summary>No answer shows it, and the reports count by it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whether_a_group_is_counted_with_a_session_is_not_changed_unseen(bool isCounted)
    {
        sessions.Add((Unsigned(1) with { GroupId = A.Id(), CountsGroup = isCounted }).Sign(Signer, head, A.Moment));
        head = sessions[0].Signature!.Hash;
        Assert.True(Verify().Valid);

        var items = Items();
        if (isCounted)
            items[0].Remove("countsGroup");
        else
            items[0]["countsGroup"] = new AttributeValue { BOOL = true };

        Assert.Equal(1, Verify(items).FirstBroken?.Number);
    }

    [Fact]
    public void An_imported_session_may_come_after_the_chain()
    {
        WriteAll();
        sessions.Add(Unsigned(5) with { LegacyId = "7", ImportedBy = "job" });

        Assert.Equal(new ChainView(4, 3, true, null, 6), Verify());
    }

    /// <summary>Who may write the tables can make the whole chain anew. The heads of its days tell.</summary>
    [Fact]
    public void A_chain_that_was_made_anew_lacks_the_heads_that_are_kept()
    {
        WriteAll();
        var kept = new[] { new KeptHead(A.Day, sessions[1].Signature!.Hash), new KeptHead(A.Day.AddDays(1), head!) };
        Assert.True(Verify(kept: kept).Valid);
        Assert.False(Verify(kept: [new KeptHead(A.Day, head!), new KeptHead(A.Day.AddDays(1), sessions[1].Signature!.Hash)]).Valid); // not in the order of their days
        Rebuild("Otra cosa.");

        var view = Verify(kept: kept);

        Assert.True(Verify().Valid);
        Assert.Equal((false, 1), (view.Valid, view.FirstBroken!.Number));
        Assert.Equal((false, 1), (Verify([], kept, null).Valid, Verify([], kept, null).FirstBroken!.Number));
    }

    private void Rebuild(string evaluation)
    {
        sessions.Clear();
        head = null;
        WriteAll(evaluation);
    }

    /// <summary>Four sessions and three addenda, not all to the last session.</summary>
    private void WriteAll(string evaluation = "Llora.")
    {
        Write(1, evaluation);
        Write(2, evaluation);
        AddTo(1);
        AddTo(0);
        Write(3, evaluation);
        AddTo(2);
        Write(4, evaluation);
    }

    private void Write(int number, string evaluation = "Llora.")
    {
        sessions.Add((Unsigned(number) with { Evaluation = evaluation }).Sign(Signer, head, A.Moment));
        head = sessions[^1].Signature!.Hash;
    }

    private void AddTo(int i)
    {
        var addendum = new Addendum("más", Signer.Id, Signer.Name, A.Moment).Sign(sessions[i].Id, Signer, head, A.Moment);
        sessions[i] = sessions[i] with { Addenda = [.. sessions[i].Addenda, addendum] };
        head = addendum.Signature!.Hash;
    }

    private static Session Unsigned(int number) => new(
        Patient, number, A.Id(), "Itzel Muñoz", A.Day, "Servicios Acompañamiento", "Tanatología", "Diálogo", "Duelo", "Llora.", 150.5m, true, "Vacaciones", [], A.Moment, "Mujer")
    {
        StartTime = "09:30",
        Minutes = 50,
        Mode = AppointmentMode.Video,
        Problem = "Duelo.",
        Prognosis = "Bueno.",
        Plan = "Otra sesión.",
    };

    private List<Dictionary<string, AttributeValue>> Items() => [.. sessions.Select(session => SessionItems.Write(session).Attributes)];

    private ChainView Verify(IEnumerable<Dictionary<string, AttributeValue>>? items = null, IReadOnlyCollection<KeptHead>? kept = null) => Verify(items ?? Items(), kept ?? [], head);

    private static ChainView Verify(IEnumerable<Dictionary<string, AttributeValue>> items, IReadOnlyCollection<KeptHead> kept, string? end)
    {
        var verification = new ChainVerification(Patient);
        foreach (var item in items.Reverse())
            verification.Take(item);
        return verification.Conclude(end, kept);
    }

    private IEnumerable<(Action<Dictionary<string, AttributeValue>> Change, string At)> Changes(int i)
    {
        var item = Items()[i];
        yield return (changed => changed["more"] = new AttributeValue { S = "x" }, "more");
        foreach (var name in item.Keys.Where(name => name is not ("userId" or "number")))
        {
            foreach (var (path, inner) in Places(item[name], name))
            {
                yield return (changed => Parent(changed, path)[path[^1]] = Flipped(inner), $"{string.Join('.', path)} changed");
                yield return (changed => Parent(changed, path).Remove(path[^1]), $"{string.Join('.', path)} removed");
                yield return (changed => Parent(changed, path)[path[^1]] = inner.S is null ? new AttributeValue { S = "x" } : new AttributeValue { N = "7" }, $"{string.Join('.', path)} of another type");
            }
        }
    }

    /// <summary>An attribute, or the members of the maps in it.</summary>
    private static IEnumerable<(string[] Path, AttributeValue Value)> Places(AttributeValue value, params string[] path) => value switch
    {
        { M: { Count: > 0 } map } => map.SelectMany(member => Places(member.Value, [.. path, member.Key])).Append((path, value)),
        { L: { Count: > 0 } list } => list.SelectMany((element, at) => element.M.SelectMany(member => Places(member.Value, [.. path, $"[{at}]", member.Key]))),
        _ => [(path, value)],
    };

    private static Dictionary<string, AttributeValue> Parent(Dictionary<string, AttributeValue> item, string[] path) => path[..^1].Aggregate(
        new AttributeValue { M = item }, (at, step) => step is ['[', .. var index, ']'] ? at.L[int.Parse(index, null)] : at.M[step]).M;

    private static AttributeValue Flipped(AttributeValue value) => value switch
    {
        { S: { } text } => new AttributeValue { S = text[..^1] + (char)(text[^1] ^ 1) },
        { N: { } number } => new AttributeValue { N = number + "1" },
        { BOOL: { } flag } => new AttributeValue { BOOL = !flag },
        _ => new AttributeValue { S = "x" },
    };

    private static string Hash(JsonObject json)
    {
        var copy = json.DeepClone().AsObject();
        copy["signature"]!.AsObject().Remove("hash");
        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(Encoding.UTF8.GetBytes(copy.ToJsonString()))));
    }
}
