using System.Collections.Frozen;

namespace Clinic.Core.Accounts;

/// <summary>The 3,000 most common of the passwords that are long enough, from the list that the embedded file names. Letter case is ignored.</summary>
internal static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> All = new(Read);

    public static bool Contains(string password) => All.Value.Contains(password);

    private static FrozenSet<string> Read()
    {
        using var resource = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
