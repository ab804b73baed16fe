using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Sessions;

/// <summary>Whether what is stored of a patient's sessions is what was written. docs/adr/0059.</summary>
public sealed class ChainService(DynamoUsers users, DynamoSessionList list, KeptHeads kept, Contention contention)
{
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    public Task<ChainView> VerifyAsync(Caller caller, string userId) => contention.RetryAsync(async () =>
    {
        var patient = await users.FindAsync(userId);
        if (!caller.SeesPatient(patient))
            throw new NotFoundException();
        var keeping = kept.ListAsync(userId);
        var verification = new ChainVerification(userId);
        await list.ReadAllAsync(userId, patient.Record?.SessionCount ?? 0, verification.Take);
        var head = patient.Record?.Head?.Hash;
        var view = verification.Conclude(head, await keeping);
        // What was written in the meantime may have been read in part.
        return view.Valid || (await users.FindAsync(userId))?.Record?.Head?.Hash == head ? view : throw new ContentionException();
    });
}

/// <summary>
/// The heads of days in a bucket with S3 Object Lock, whose objects nobody changes or deletes before their time. The key says all, so that
/// one list is enough: the patient, the day and the hash; the objects are empty.
/// </summary>
public sealed class KeptHeads(IAmazonS3 s3, string bucket)
{
    private const string Prefix = "heads/";
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>Keeps the head of a day, once, however often it is asked for.</summary>
    internal async Task KeepAsync(string userId, KeptHead head)
    {
        var key = $"{Prefix}{userId}/{head.Day.ToString(DayFormat, CultureInfo.InvariantCulture)}/{head.Hash}";
        try
        {
            await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "", IfNoneMatch = "*" });
        }
        catch (AmazonS3Exception present) when (present.StatusCode == HttpStatusCode.PreconditionFailed)
        {
        }
    }

    /// <summary>A patient's kept heads, those that a delete marker hides included.</summary>
    internal async Task<IReadOnlyCollection<KeptHead>> ListAsync(string userId)
    {
        var request = new ListVersionsRequest { BucketName = bucket, Prefix = $"{Prefix}{userId}/" };
        var heads = new HashSet<KeptHead>();
        ListVersionsResponse page;
        do
        {
            page = await s3.ListVersionsAsync(request);
            foreach (var version in page.Versions ?? [])
            {
                if (version.Key[request.Prefix.Length..].Split('/') is [var day, var hash])
                    heads.Add(new KeptHead(DateOnly.ParseExact(day, DayFormat, CultureInfo.InvariantCulture), hash));
            }
            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (page.IsTruncated is true);
        return heads;
    }
}

/// <summary>Keeps the heads of the days that are over. Two of these at once do no harm.</summary>
public sealed class HeadKeeping(DynamoUsers users, KeptHeads kept, ClinicCalendar calendar, TimeProvider time)
{
    /// <summary>In one run; the next one goes on.</summary>
    private const int MostHeads = 2_000;

    /// <summary>So long after midnight nobody writes a session any more that began before it.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(1);

    /// <summary>The first day that is not over.</summary>
    private DateOnly Today => calendar.DateOf(time.GetUtcNow() - LongestRequest);

    /// <summary>The ids of patients who have had a session or an addendum on a day that is over, and whose head of it is not kept.</summary>
    public Task<IReadOnlyList<string>> ListDueAsync() => users.ListDueHeadsAsync(Today, MostHeads);

    /// <returns>False when there was nothing to do: the index lags, and the item says what the head is.</returns>
    public async Task<bool> KeepAsync(string id)
    {
        if (await users.FindAsync(id) is not { Record.Head: { DueOn: { } day, Hash: var hash } } patient || day >= Today)
            return false;
        await kept.KeepAsync(id, new KeptHead(day, hash));
        await users.NoteKeptAsync(patient);
        return true;
    }
}
