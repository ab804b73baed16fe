namespace Clinic.Core.Sessions;

/// <summary>Amounts in the clinic's currency.</summary>
internal static class Money
{
    /// <summary>Without trailing zeros, as DynamoDB stores numbers: the first answer and every later one are the same.</summary>
    public static decimal Normalized(decimal amount) => amount / 1.0000000000000000000000000000m;
}
