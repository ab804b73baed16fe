using Amazon.Lambda.RuntimeSupport;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

/// <summary>Product code must compile against the real packages: nothing may be offered here that they lack.</summary>
public sealed class SurfaceTests
{
    private const string Header = "Clinic.UnitTests.AwsCompat: class Widget";
    private static readonly Type[] Offered = typeof(LambdaBootstrap).Assembly.GetExportedTypes();

    [Fact]
    public void Everything_offered_is_in_the_real_packages()
    {
        var listing = SurfaceListing.Parse(File.ReadLines(FindListing()));

        var missing = listing.Missing(Offered).ToList();

        Assert.True(missing.Count == 0, "The real packages lack:\n" + string.Join('\n', missing));
    }

    [Fact]
    public void The_listing_has_no_type_that_is_not_offered() =>
        Assert.Equal(Offered.Length, SurfaceListing.Parse(File.ReadLines(FindListing())).Count);

    [Fact]
    public void A_type_and_a_member_that_the_listing_lacks_are_found()
    {
        var listing = SurfaceListing.Parse(
        [
            "namespace Clinic.UnitTests.AwsCompat",
            "- class Widget : IDisposable",
            "    ctor()",
            "    string Name { get; set; }   [json:name]",
            "    static Task<int> CountAsync<T>(List<T> items, int? limit, CancellationToken cancellationToken = default)",
            "    void Dispose()",
        ]);

        Assert.Equal(
            [
                Header + ": void Extra(params string[] names)",
                Header + ": protected bool Guarded(Shape type = Round, string text = null)",
                Header + ": string Renamed { get; set; }   [json:other]",
                Header + ": string InitOnly { get; init; }",
                Header + ": Field Bare",
                "Clinic.UnitTests.AwsCompat: enum Shape",
            ],
            listing.Missing([typeof(Widget), typeof(Shape)]));
    }

    [Fact]
    public void Another_parameter_name_default_or_base_type_is_found()
    {
        var listing = SurfaceListing.Parse(
        [
            "namespace Clinic.UnitTests.AwsCompat",
            "- class Widget",
            "    ctor()",
            "    string Name { get; set; }   [json:name]",
            "    string Renamed { get; set; }   [json:other]",
            "    string InitOnly { get; init; }",
            "    static Task<int> CountAsync<T>(List<T> items, int? limit, CancellationToken cancellationToken = default)",
            "    void Extra(params string[] names)",
            "    void Dispose()",
            "    protected bool Guarded(Shape type = Round, string text = null)",
            "    Field Bare",
            "- enum Shape",
            "    Round=1",
        ]);

        Assert.Equal(
            [Header + ": base IDisposable", "Clinic.UnitTests.AwsCompat: enum Shape: Round=0"],
            listing.Missing([typeof(Widget), typeof(Shape)]));
    }

    private static string FindListing()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clinic.sln")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "src", "AwsCompat", "surface.txt");
    }
}
