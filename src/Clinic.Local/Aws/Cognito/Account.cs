using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Cognito;

/// <summary>A user of the pool. No password is kept: no flow of the client would read it.</summary>
internal sealed record Account(string Username, string Sub, bool Confirmed, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The attributes as triggers see them.</summary>
    public JsonObject ToUserAttributes()
    {
        var attributes = JsonMembers.ToJson(Attributes);
        attributes["sub"] = Sub;
        attributes["cognito:user_status"] = Confirmed ? "CONFIRMED" : "UNCONFIRMED";
        return attributes;
    }

    public JsonObject ToFact() => new()
    {
        ["username"] = Username,
        ["sub"] = Sub,
        ["confirmed"] = Confirmed,
        ["attributes"] = JsonMembers.ToJson(Attributes),
    };

    public static Account FromFact(JsonObject fact) => new(
        fact.RequiredString("username"), fact.RequiredString("sub"), fact.IsTrue("confirmed"), fact.StringMap("attributes"));
}
