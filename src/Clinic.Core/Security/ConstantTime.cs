using System.Security.Cryptography;
using System.Text;

namespace Clinic.Core.Security;

/// <summary>Compares secrets in a time that does not depend on where they differ.</summary>
public static class ConstantTime
{
    public static bool Equal(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
