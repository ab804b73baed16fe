using Clinic.Local.Aws.EventSources;
using Clinic.Local.Aws.S3;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.S3;

public sealed class ObjectEventTests
{
    private static readonly ObjectTrigger Trigger = new("F", "E", "b") { EventNames = ["s3:ObjectCreated:*"], Prefix = "import/", Suffix = ".csv" };

    [Fact]
    public void An_event_names_the_object_with_its_key_escaped_as_in_a_form()
    {
        var known = new StoredObject("b", "import/á b+c.csv", 7, "\"0123\"", new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), new Dictionary<string, string>());

        var record = ObjectEvent.Of(Trigger, "ObjectCreated:Put", known)["Records"]![0]!;

        Assert.Equal(("aws:s3", "ObjectCreated:Put", "2026-11-22T10:00:00.000Z"), ((string?)record["eventSource"], (string?)record["eventName"], (string?)record["eventTime"]));
        Assert.Equal("import/%C3%A1+b%2Bc.csv", (string?)record["s3"]!["object"]!["key"]);
        Assert.Equal((7L, "0123", "b"), ((long)record["s3"]!["object"]!["size"]!, (string?)record["s3"]!["object"]!["eTag"], (string?)record["s3"]!["bucket"]!["name"]));
    }

    [Theory]
    [InlineData("ObjectCreated:Put", "import/a.csv", true)]
    [InlineData("ObjectCreated:CompleteMultipartUpload", "import/a.csv", true)]
    [InlineData("ObjectRemoved:Delete", "import/a.csv", false)]
    [InlineData("ObjectCreated:Put", "import-results/a.csv", false)]
    [InlineData("ObjectCreated:Put", "import/a.json", false)]
    public void A_trigger_takes_what_its_filter_lets_through(string name, string key, bool taken) => Assert.Equal(taken, Trigger.Takes(name, key));

    [Fact]
    public void A_trigger_may_want_one_way_alone()
    {
        var trigger = Trigger with { EventNames = ["s3:ObjectCreated:Put"] };

        Assert.True(trigger.Takes("ObjectCreated:Put", "import/a.csv"));
        Assert.False(trigger.Takes("ObjectCreated:Post", "import/a.csv"));
    }
}
