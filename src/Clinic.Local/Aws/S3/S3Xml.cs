using System.Net;
using System.Xml.Linq;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.S3;

/// <summary>S3's answers in XML.</summary>
internal static class S3Xml
{
    public static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public static XElement Element(string name, string value) => new(Namespace + name, value);

    public static async Task WriteAsync(HttpResponse response, XElement body)
    {
        response.ContentType = "application/xml";
        await response.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body.ToString(SaveOptions.DisableFormatting), response.HttpContext.RequestAborted);
    }

    public static async Task WriteErrorAsync(HttpContext context, ServiceException error)
    {
        context.Response.StatusCode = (int)error.Status;
        // An answer to HEAD has no body, and 304 neither.
        if (!HttpMethods.IsHead(context.Request.Method) && error.Status != HttpStatusCode.NotModified)
            await WriteAsync(context.Response, new XElement("Error", new XElement("Code", error.Code), new XElement("Message", error.Message)));
    }
}
