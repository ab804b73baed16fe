using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.S3;

/// <summary>Signature Version 4 in query parameters: a link is good for the time it says and for exactly what was signed.</summary>
internal static class PresignedLink
{
    private const string Signature = "X-Amz-Signature";
    private const string Stamp = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static bool Is(S3Request request) => request.Has(Signature);

    public static void Verify(S3Request request, DateTimeOffset now)
    {
        var scope = request.Parameter("X-Amz-Credential")?.Split('/', 2) ?? [];
        if (request.Parameter("X-Amz-Algorithm") != "AWS4-HMAC-SHA256" || scope.Length != 2
            || !DateTimeOffset.TryParseExact(request.Parameter("X-Amz-Date"), Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt)
            || !int.TryParse(request.Parameter("X-Amz-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > Longest.TotalSeconds)
            throw Refused("AuthorizationQueryParametersError", "The link's query parameters are not those of a signed link.");
        if (now > signedAt.AddSeconds(seconds))
            throw Refused("AccessDenied", "Request has expired");
        if (scope[0] != LocalCredentials.AccessKeyId)
            throw Refused("InvalidAccessKeyId", "There is no such access key.");
        var expected = Sign(request, scope[1], request.Parameter("X-Amz-Date")!);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(request.Parameter(Signature)!)))
            throw Refused("SignatureDoesNotMatch", "The link is not what was signed.");
    }

    private static string Sign(S3Request request, string scope, string date)
    {
        var headers = (request.Parameter("X-Amz-SignedHeaders") ?? "").Split(';');
        var canonical = string.Join('\n',
        [
            request.Method,
            "/" + Escape(request.Bucket) + "/" + string.Join('/', request.Key.Split('/').Select(Escape)),
            string.Join('&', request.Query.Where(pair => pair.Key != Signature)
                .Select(pair => Escape(pair.Key) + "=" + Escape(pair.Value)).Order(StringComparer.Ordinal)),
            .. headers.Select(name => name + ":" + request.Header(name)?.Trim()),
            "",
            string.Join(';', headers),
            "UNSIGNED-PAYLOAD",
        ]);
        var text = string.Join('\n', "AWS4-HMAC-SHA256", date, scope, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + LocalCredentials.SecretAccessKey), Mac);
        return Convert.ToHexStringLower(Mac(key, text));
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static ServiceException Refused(string code, string message) => new(code, message, HttpStatusCode.Forbidden);
}
