using Xunit;

namespace Clinic.UnitTests.AwsCompat;

/// <summary>Tests that set environment variables, which belong to the whole process, run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessEnvironment
{
    public const string Name = "Environment";
}
