using System.Net;
using System.Xml;
using System.Xml.Linq;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.S3;

/// <summary>
/// The part of S3's REST protocol that the product uses, path-style: objects whole, in ranges and in parts, lists, conditional writes, and
/// links signed in their query, which are verified. Nothing has an older version, and of a bucket with Object Lock no object goes or changes. A request without any signature is refused, as the buckets are not public. One
/// that is signed in its header is accepted without a check of the signature, as with every other service here.
/// </summary>
internal sealed class S3Service(ObjectStore store, Action<string, StoredObject> announce, TimeProvider time)
{
    private readonly MultipartUploads uploads = new(store);

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["x-amz-request-id"] = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        try
        {
            var request = S3Request.Of(context);
            Authorize(request);
            if (!store.Has(request.Bucket))
                throw new ServiceException("NoSuchBucket", "The template has no such bucket.", HttpStatusCode.NotFound);
            await (request.Key.Length == 0 ? AnswerBucketAsync(request) : AnswerAsync(request));
        }
        catch (ServiceException error)
        {
            await S3Xml.WriteErrorAsync(context, error);
        }
    }

    private void Authorize(S3Request request)
    {
        if (PresignedLink.Is(request))
            PresignedLink.Verify(request, time.GetUtcNow());
        else if (request.Header("Authorization")?.StartsWith("AWS4-", StringComparison.Ordinal) is not true)
            throw new ServiceException("AccessDenied", "Access Denied", HttpStatusCode.Forbidden);
    }

    private async Task AnswerBucketAsync(S3Request request)
    {
        switch (request.Method)
        {
            case "GET" when request.Parameter("list-type") == "2":
                await S3Xml.WriteAsync(request.Context.Response, ObjectListing.Of(request, store.List(request.Bucket)));
                break;
            case "GET" when request.Has("versions"):
                await S3Xml.WriteAsync(request.Context.Response, ObjectListing.VersionsOf(request, store.List(request.Bucket)));
                break;
            case "HEAD":
                break;
            default:
                throw NotHere();
        }
    }

    private Task AnswerAsync(S3Request request) => request switch
    {
        { Method: "GET" or "HEAD" } => ObjectAnswer.WriteAsync(request, store),
        { Method: "PUT" } when request.Header("x-amz-copy-source") is not null => throw NotHere(),
        { Method: "PUT" } when request.Has("partNumber") => PutPartAsync(request),
        { Method: "PUT" } => PutAsync(request),
        { Method: "POST" } when request.Has("uploads") => BeginUploadAsync(request),
        { Method: "POST" } when request.Parameter("uploadId") is { } id => CompleteAsync(request, id),
        { Method: "DELETE" } => Delete(request),
        _ => throw NotHere(),
    };

    private async Task PutAsync(S3Request request)
    {
        if (store.IsLocked(request.Bucket) && store.Find(request.Bucket, request.Key) is not null)
            throw request.Condition.IfAbsent ? Changed() : Locked();
        var content = await NewContent.WriteAsync(store.NewUploadPath(), request.Body, request.Context.RequestAborted);
        var written = store.Put(request.Bucket, request.Key, content, content.ETag, request.ObjectHeaders(), request.Condition) ?? throw Changed();
        request.Context.Response.Headers.ETag = written.ETag;
        announce("ObjectCreated:Put", written);
    }

    private async Task PutPartAsync(S3Request request)
    {
        var number = request.Number("partNumber", 1, 10_000, 1);
        var part = await uploads.AddAsync(request.Parameter("uploadId") ?? "", number, request.Body, request.Context.RequestAborted);
        request.Context.Response.Headers.ETag = part.ETag;
    }

    private Task BeginUploadAsync(S3Request request) => S3Xml.WriteAsync(request.Context.Response, new XElement(
        S3Xml.Namespace + "InitiateMultipartUploadResult",
        S3Xml.Element("Bucket", request.Bucket),
        S3Xml.Element("Key", request.Key),
        S3Xml.Element("UploadId", uploads.Begin(request.Bucket, request.Key, request.ObjectHeaders()))));

    private async Task CompleteAsync(S3Request request, string id)
    {
        var written = await uploads.CompleteAsync(id, await ReadXmlAsync(request), request.Condition, request.Context.RequestAborted) ?? throw Changed();
        await S3Xml.WriteAsync(request.Context.Response, new XElement(
            S3Xml.Namespace + "CompleteMultipartUploadResult",
            S3Xml.Element("Bucket", written.Bucket),
            S3Xml.Element("Key", written.Key),
            S3Xml.Element("ETag", written.ETag)));
        announce("ObjectCreated:CompleteMultipartUpload", written);
    }

    private Task Delete(S3Request request)
    {
        if (request.Parameter("uploadId") is { } upload)
            uploads.Abort(upload);
        else if (store.IsLocked(request.Bucket))
            throw Locked();
        else
            store.Delete(request.Bucket, request.Key);
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task<XElement> ReadXmlAsync(S3Request request)
    {
        try
        {
            return await XElement.LoadAsync(request.Body, LoadOptions.None, request.Context.RequestAborted);
        }
        catch (XmlException)
        {
            throw new ServiceException("MalformedXML", "The body is not XML.");
        }
    }

    private static ServiceException Changed() =>
        new("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", HttpStatusCode.PreconditionFailed);

    private static ServiceException Locked() =>
        new("AccessDenied", "Access Denied because object protected by object lock.", HttpStatusCode.Forbidden);

    private static ServiceException NotHere() =>
        new("NotImplemented", "The local host does not have this operation.", HttpStatusCode.NotImplemented);
}
