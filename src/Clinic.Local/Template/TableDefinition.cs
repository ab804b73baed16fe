using Amazon.DynamoDBv2.Model;

namespace Clinic.Local.Template;

/// <summary>A table of the template: what creates it, and the attribute that its items expire by, if they do.</summary>
public sealed record TableDefinition(string LogicalId, CreateTableRequest Request, string? TimeToLiveAttribute)
{
    public string Name => Request.TableName;
}
