using System.Text.Json;
using Clinic.Core.Catalogue;
using Clinic.Ingestion;
using Xunit;

namespace Clinic.UnitTests.Legacy;

public sealed class ImportResultTests
{
    private static readonly ImportResult Empty = new("f.csv", ImportResult.Running);

    [Fact]
    public void Every_rejected_row_is_counted_and_the_first_ones_are_named()
    {
        var result = Enumerable.Range(2, 1_200).Aggregate(Empty, (sum, line) => sum.With(new RejectedRow(line, "phone", "must be 10 digits")));

        Assert.Equal((1_200, 1_200), (result.Read, result.Rejected));
        Assert.Equal(Enumerable.Range(2, ImportResult.MostRejectedRows).Select(line => (long)line), result.RejectedRows!.Select(row => row.Line));
    }

    /// <summary>It is kept in an item, and DynamoDB's have 400 KB.</summary>
    [Fact]
    public void The_longest_result_fits_an_item()
    {
        var longest = "is required: one of " + string.Join(", ", ClinicCatalogue.Motives.Values);
        var result = Enumerable.Range(999_000, 1_000).Aggregate(Empty, (sum, line) => sum.With(new RejectedRow(line, "motive", longest)))
            .With([.. Enumerable.Range(999_000, 1_000).Select(line => new RepairedRow(line, "birth_date", "is no date such as 2024-05-16, from 1900 on and not in the future: it is left out"))]);

        Assert.Equal((1_000, ImportResult.MostRepairedRows), (result.Repaired, result.RepairedRows!.Count));
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(result, IngestionJson.Contracts.ImportResult).Length, 100_000, 390_000);
    }
}
