using System.Buffers.Binary;
using System.Buffers.Text;

namespace Clinic.Core.Sessions;

/// <summary>A session's id is its key, the patient's id and the number, in base64url: a session is found by one GetItem, without an index.</summary>
public static class SessionId
{
    private const int GuidSize = 16;

    public static string Of(string userId, int number)
    {
        Span<byte> bytes = stackalloc byte[GuidSize + sizeof(int)];
        Guid.Parse(userId).TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[GuidSize..], number);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null when the text is no id.</summary>
    public static (string UserId, int Number)? Parse(string id)
    {
        Span<byte> bytes = stackalloc byte[GuidSize + sizeof(int)];
        if (id.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(id) || !Base64Url.TryDecodeFromChars(id, bytes, out _))
            return null;
        var key = (new Guid(bytes[..GuidSize], bigEndian: true).ToString(), BinaryPrimitives.ReadInt32BigEndian(bytes[GuidSize..]));
        return key.Item2 > 0 && Of(key.Item1, key.Item2) == id ? key : null;
    }
}
