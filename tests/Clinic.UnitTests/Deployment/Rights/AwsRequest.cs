namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>A request to an AWS service, and the places that may hold its request object, or the resource and its key where they are arguments.</summary>
internal sealed record AwsRequest(string Service, string Operation, HashSet<string> Objects, HashSet<string> Keys)
{
    /// <summary>The property that names a request's resource.</summary>
    private static readonly Dictionary<string, string> ResourceProperties = new()
    {
        ["dynamodb"] = "TableName",
        ["secretsmanager"] = "SecretId",
        ["s3"] = "BucketName",
        ["states"] = "StateMachineArn",
    };

    /// <summary>Operations of S3 whose right has another name.</summary>
    private static readonly Dictionary<string, string> Actions = new()
    {
        ["s3:GetObjectMetadata"] = "s3:GetObject",
        ["s3:GetPreSignedURL"] = "s3:GetObject",
        ["s3:ListObjectsV2"] = "s3:ListBucket",
        ["s3:ListVersions"] = "s3:ListBucketVersions",
        ["s3:InitiateMultipartUpload"] = "s3:PutObject",
        ["s3:UploadPart"] = "s3:PutObject",
        ["s3:CompleteMultipartUpload"] = "s3:PutObject",
    };

    public IEnumerable<Right> Rights(ValueFlow flow)
    {
        var action = Actions.GetValueOrDefault($"{Service}:{Operation}", $"{Service}:{Operation}");
        if (action == "ses:SendEmail")
            return OfSending(flow);
        if (action == "sms-voice:SendTextMessage")
            return OfTexting(action, flow);
        if (!ResourceProperties.TryGetValue(Service, out var property))
            return [new Right(action, "*")];
        var objects = flow.Of(Objects, "object");
        var resources = flow.Of(objects.Select(found => ValueFlow.PlaceOf(found, property)).Concat(Objects), "variable");
        if (Operation.StartsWith("Batch", StringComparison.Ordinal))
            resources = flow.Of(flow.Of(objects.Select(found => ValueFlow.PlaceOf(found, "RequestItems")), "object").Select(map => ValueFlow.PlaceOf(map, "key")), "variable");
        if (resources.Count == 0)
            resources.Add("?");
        if (Service == "s3")
            return action is "s3:ListBucket" or "s3:ListBucketVersions" ? resources.Select(resource => new Right(action, resource)) : OfObjects(action, resources, objects, flow);
        if (Service != "dynamodb" || objects.Count == 0 || Operation.StartsWith("Batch", StringComparison.Ordinal))
            return resources.Select(resource => new Right(action, resource));
        return objects.SelectMany(found => OfTable(action, found, flow));
    }

    /// <summary>Each request object names a table and an index of that table, whatever other objects come the same way.</summary>
    private static IEnumerable<Right> OfTable(string action, string found, ValueFlow flow)
    {
        string[] index = [ValueFlow.PlaceOf(found, "IndexName")];
        var named = flow.Of(index, "text").Select(name => "/index/" + name).ToList();
        if (named.Count == 0 || flow.Of(index, "null").Count > 0)
            named.Add("");
        return flow.Of([ValueFlow.PlaceOf(found, "TableName")], "variable").DefaultIfEmpty("?").SelectMany(table => named.Select(name => new Right(action, table + name)));
    }

    /// <summary>Objects are allowed by the folder that their keys begin with.</summary>
    private IEnumerable<Right> OfObjects(string action, List<string> buckets, List<string> objects, ValueFlow flow)
    {
        var keys = objects.Select(found => ValueFlow.PlaceOf(found, "Key")).Concat(Keys).ToList();
        var folders = flow.Of(keys, "start").Concat(flow.Of(keys, "text")).Where(start => start.IndexOf('/') > 0).Select(start => start[..start.IndexOf('/')]).Distinct().DefaultIfEmpty("?").ToList();
        return buckets.SelectMany(bucket => folders.Select(folder => new Right(action, $"{bucket}/{folder}/*")));
    }

    /// <summary>A sender id has its country in its ARN, and a number has an id of its account's.</summary>
    private IEnumerable<Right> OfTexting(string action, ValueFlow flow)
    {
        var senders = flow.Of(flow.Of(Objects, "object").Select(found => ValueFlow.PlaceOf(found, "OriginationIdentity")), "variable").DefaultIfEmpty("?");
        return senders.Select(sender => $"sender-id/${{{sender}}}/*").Append("phone-number/*")
            .Select(resource => new Right(action, "arn:${AWS::Partition}:sms-voice:${AWS::Region}:${AWS::AccountId}:" + resource));
    }

    /// <summary>SES asks for the sender's identity and for the configuration set; a policy holds the sender by a condition.</summary>
    private IEnumerable<Right> OfSending(ValueFlow flow)
    {
        var objects = flow.Of(Objects, "object");
        var sets = flow.Of(objects.Select(found => ValueFlow.PlaceOf(found, "ConfigurationSetName")), "variable").Select(set => "configuration-set/" + set).ToList();
        return flow.Of(objects.Select(found => ValueFlow.PlaceOf(found, "Source")), "variable").DefaultIfEmpty("?").SelectMany(sender => sets.Append("identity/" + sender)
            .Select(resource => new Right("ses:SendEmail", resource, $$$$"""{"StringEquals":{"ses:FromAddress":{"Ref":"{{{{sender}}}}"}}}""")));
    }
}
