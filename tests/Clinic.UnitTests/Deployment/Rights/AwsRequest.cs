namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>A request to an AWS service, and the places that may hold its request object.</summary>
internal sealed record AwsRequest(string Service, string Operation, HashSet<string> Objects)
{
    /// <summary>The property that names a request's resource. Sending mail is held to the stack's identity and sender by the template alone.</summary>
    private static readonly Dictionary<string, string> ResourceProperties = new()
    {
        ["dynamodb"] = "TableName",
        ["secretsmanager"] = "SecretId",
        ["ses"] = "Source",
        ["s3"] = "BucketName",
        ["states"] = "StateMachineArn",
    };

    /// <summary>Operations of S3 whose right has another name.</summary>
    private static readonly Dictionary<string, string> Actions = new()
    {
        ["s3:GetObjectMetadata"] = "s3:GetObject",
        ["s3:GetPreSignedURL"] = "s3:GetObject",
        ["s3:ListObjectsV2"] = "s3:ListBucket",
        ["s3:InitiateMultipartUpload"] = "s3:PutObject",
        ["s3:UploadPart"] = "s3:PutObject",
        ["s3:CompleteMultipartUpload"] = "s3:PutObject",
    };

    public IEnumerable<Right> Rights(ValueFlow flow)
    {
        var action = Actions.GetValueOrDefault($"{Service}:{Operation}", $"{Service}:{Operation}");
        if (!ResourceProperties.TryGetValue(Service, out var property))
            return [new Right(action, "*")];
        var objects = flow.Of(Objects, "object");
        var resources = flow.Of(objects.Select(found => ValueFlow.PlaceOf(found, property)).Concat(Objects), "variable");
        if (Operation.StartsWith("Batch", StringComparison.Ordinal))
            resources = flow.Of(flow.Of(objects.Select(found => ValueFlow.PlaceOf(found, "RequestItems")), "object").Select(map => ValueFlow.PlaceOf(map, "key")), "variable");
        if (resources.Count == 0)
            return [new Right(action, "?")];
        var indexes = objects.Select(found => ValueFlow.PlaceOf(found, "IndexName")).ToList();
        var named = flow.Of(indexes, "text").Select(index => "/index/" + index).ToList();
        if (named.Count == 0 || flow.Of(indexes, "null").Count > 0)
            named.Add("");
        return resources.SelectMany(resource => named.Select(index => new Right(action, resource + index)));
    }
}
