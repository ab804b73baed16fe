using Clinic.Local.Aws.DynamoDb;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.DynamoDb;

public sealed class JavaRuntimeTests
{
    [Theory]
    [InlineData("openjdk version \"17.0.15\" 2025-04-15", 17)]
    [InlineData("java version \"1.8.0_402\"", 8)]
    [InlineData("Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version \"21\" 2023-09-19", 21)]
    [InlineData("bash: java: not found", null)]
    public void The_major_version_is_read_from_either_style(string output, int? version) =>
        Assert.Equal(version, JavaRuntime.MajorVersion(output));
}
