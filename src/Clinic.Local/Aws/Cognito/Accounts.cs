using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Cognito;

/// <summary>A user of the pool. No password is kept, as no flow of the client would read it.</summary>
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

/// <summary>The pool's users by user name, which is case-sensitive as in a pool made by a template.</summary>
internal sealed class AccountStore
{
    private readonly ConcurrentDictionary<string, Account> accounts = new(StringComparer.Ordinal);
    private readonly Journal journal;

    public AccountStore(Journal journal)
    {
        this.journal = journal;
        foreach (var account in journal.Read().Select(Account.FromFact))
            accounts[account.Username] = account;
        journal.Compact(accounts.Values.Select(account => account.ToFact()));
    }

    public int Count => accounts.Count;

    public Account? Find(string username) => accounts.GetValueOrDefault(username);

    /// <summary>False when the user name is taken.</summary>
    public bool TryAdd(Account account)
    {
        if (!accounts.TryAdd(account.Username, account))
            return false;
        journal.Append(account.ToFact());
        return true;
    }
}

/// <summary>Cognito's default policy, which holds where a template gives none.</summary>
internal static class PasswordPolicy
{
    private const string Symbols = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= ";

    public static void Check(string password)
    {
        var fault = password switch
        {
            { Length: < 8 } => "Password not long enough",
            _ when !password.Any(char.IsAsciiLetterUpper) => "Password must have uppercase characters",
            _ when !password.Any(char.IsAsciiLetterLower) => "Password must have lowercase characters",
            _ when !password.Any(char.IsAsciiDigit) => "Password must have numeric characters",
            _ when !password.Any(Symbols.Contains) => "Password must have symbol characters",
            _ => null,
        };
        if (fault is not null)
            throw new ServiceException("InvalidPasswordException", $"Password did not conform with policy: {fault}");
    }
}
