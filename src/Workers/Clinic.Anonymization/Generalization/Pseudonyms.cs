using System.Security.Cryptography;
using System.Text;

namespace Clinic.Anonymization.Generalization;

/// <summary>Names for persons that hold within one export: HMAC-SHA-256 under a key that no other export has and that is thrown away at its end.</summary>
internal sealed class Pseudonyms(byte[] key)
{
    /// <summary>128 bits in hex: rows of one patient stay together.</summary>
    public string Patient(string id) => Of("patient", id);

    public string Thanatologist(string id) => Of("thanatologist", id);

    private string Of(string kind, string id) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{kind}\n{id}")).AsSpan(0, 16));
}
