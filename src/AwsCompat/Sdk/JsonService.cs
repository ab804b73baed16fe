#nullable enable
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.Sdk;

/// <summary>Turns an answer that is an error into the exception of its code.</summary>
internal delegate AmazonServiceException JsonErrors(ErrorResponse error, Exception innerException, HttpStatusCode statusCode);

/// <summary>A service that speaks AWS JSON: what its operations have in common on the wire.</summary>
/// <param name="Name">The service's name in the SDK's requests.</param>
/// <param name="TargetPrefix">What stands before the operation in the header X-Amz-Target.</param>
/// <param name="JsonVersion">1.0 or 1.1; they differ in the content type alone.</param>
internal sealed record JsonService(string Name, string TargetPrefix, string JsonVersion, string ApiVersion, JsonErrors Errors);
