using System.Collections.Concurrent;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Cognito;

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
