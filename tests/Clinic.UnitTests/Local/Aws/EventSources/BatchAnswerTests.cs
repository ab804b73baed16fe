using System.Text;
using Clinic.Local.Aws.EventSources;
using Clinic.Local.Aws.Lambda;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.EventSources;

/// <summary>The cases are those of AWS's documentation of partial batch responses for streams.</summary>
public sealed class BatchAnswerTests
{
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"batchItemFailures":null}""")]
    [InlineData("""{"batchItemFailures":[]}""")]
    public void Naming_no_failure_is_a_success(string answer) => Assert.Equal(3, Taken(answer));

    [Theory]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"1"}]}""", 0)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"3"}]}""", 2)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"3"},{"itemIdentifier":"2"}]}""", 1)]
    public void What_stands_before_the_first_failure_was_taken(string answer, int taken) => Assert.Equal(taken, Taken(answer));

    [Theory]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":null}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":3}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemId":"3"}]}""")]
    [InlineData("""{"batchItemFailures":[null]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"3"},{"itemIdentifier":"unknown"}]}""")]
    [InlineData("""{"batchItemFailures":"3"}""")]
    [InlineData("\"fine\"")]
    [InlineData("fine")]
    public void What_cannot_be_understood_fails_the_whole_batch(string answer) => Assert.Equal(0, Taken(answer));

    [Fact]
    public void An_error_fails_the_whole_batch() => Assert.Equal(0, Taken("{}", "Unhandled"));

    [Fact]
    public void Without_item_failures_every_answer_is_a_success() => Assert.Equal(
        3, BatchAnswer.Taken(new Invocation(Encoding.UTF8.GetBytes("""{"batchItemFailures":[{"itemIdentifier":"1"}]}"""), null), Records.Of(3), false));

    private static int Taken(string answer, string? error = null) =>
        BatchAnswer.Taken(new Invocation(Encoding.UTF8.GetBytes(answer), error), Records.Of(3), reportsItemFailures: true);
}
