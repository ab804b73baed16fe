using Clinic.Ingestion;
using Clinic.Core.Sessions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.Legacy;

public sealed class SessionMergeTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 11, 25, 10, 0, 0, TimeSpan.Zero));
    private static readonly LegacyRows Rules = new(new ClinicCalendar(TimeZoneInfo.Utc, Time));
    private static readonly LegacySession Old = new(
        "7", 2, "10", null, new DateOnly(2024, 5, 16), "Servicios Holísticos", "Reiki", "Diálogo", "Duelo", "Habla de su hija, \"Nena\".", 99.5m);

    [Fact]
    public void A_session_is_the_same_when_it_is_a_row_again()
    {
        LegacySession[] sessions = [Old, Old with { StaffId = "3" }, Old with { Evaluation = "" }, Old with { RecoveryFee = 0, Evaluation = "Begoña O'Farrill,\r\nñandú" }];

        Assert.All(sessions, session => Assert.Equal(session, Rules.Session(new ImportRow(LegacyTable.Sessions, 0, LegacyRows.ValuesOf(session)))));
        Assert.All(sessions.Select(LegacyRows.ValuesOf), row => Assert.DoesNotContain("", row.Values));
    }

    [Fact]
    public void What_comes_first_is_to_be_written_and_is_new()
    {
        var merge = Merge([], [], [Old]);

        merge.Decide(static _ => true);

        Assert.Equal(RowOutcome.Taken, merge.Outcomes["cetac_session#7"]);
        Assert.Empty(merge.Waiting);
    }

    [Fact]
    public void What_cannot_be_written_waits_and_is_staged_once()
    {
        var first = Merge([], [], [Old]);
        first.Decide(static _ => false);
        var staged = Assert.Single(first.ToStage);
        var second = Merge([], [staged], [Old]);

        second.Decide(static _ => false);

        Assert.Equal(("record#10", "cetac_session#7", "this"), (staged.Group, staged.Row, staged.Job));
        Assert.Equal(RowOutcome.Waiting, second.Outcomes["cetac_session#7"]);
        Assert.Empty(second.ToStage);
        Assert.Empty(second.Done);
    }

    [Fact]
    public void What_has_waited_and_is_written_is_done_and_counts_for_the_file_that_brought_it()
    {
        var staged = Staged("other");
        var merge = Merge([], [staged], [Old]);

        merge.Decide(static _ => true);

        Assert.Equal(RowOutcome.Unchanged, merge.Outcomes["cetac_session#7"]);
        Assert.Equal("other", Assert.Single(merge.Pending).Job);
        Assert.Equal([staged], merge.Done);
    }

    [Fact]
    public void What_is_written_and_still_staged_after_a_crash_is_done()
    {
        var staged = Staged("this");
        var merge = Merge([Written("this")], [staged], [Old]);

        merge.Decide(static _ => true);

        Assert.Empty(merge.Pending);
        Assert.Equal(RowOutcome.Taken, merge.Outcomes["cetac_session#7"]);
        Assert.Equal([staged], merge.Done);
    }

    [Theory]
    [InlineData("this", RowState.Taken)]
    [InlineData("other", RowState.Unchanged)]
    [InlineData(null, RowState.Unchanged)]
    public void What_is_written_as_it_comes_is_known(string? job, object state) =>
        Assert.Equal(state, Merge([Written(job)], [], [Old]).Outcomes["cetac_session#7"].State);

    [Fact]
    public void A_number_that_was_changed_and_an_amount_in_another_form_are_the_same()
    {
        var renumbered = Written("other") with { Number = 1, LegacyNumber = 2, RecoveryFee = 99.50m };

        Assert.Equal(RowOutcome.Unchanged, Merge([renumbered], [], [Old]).Outcomes["cetac_session#7"]);
    }

    [Fact]
    public void A_session_is_never_changed()
    {
        LegacySession[] changed =
        [
            Old with { Evaluation = "Otra." }, Old with { Number = 3 }, Old with { Date = Old.Date.AddDays(1) }, Old with { RecoveryFee = 100 }, Old with { Tool = "Otro" },
            Old with { Motive = "Viudez" }, Old with { InterventionType = "Biomagnetismo" }, Old with { ServiceType = "Otro" }, Old with { StaffId = "4" },
        ];

        Assert.All(changed, session =>
        {
            Assert.Equal(RowState.Rejected, Merge([Written("other")], [], [session]).Outcomes["cetac_session#7"].State);
            Assert.Equal("came before in this file", Merge([Written("this")], [], [session]).Outcomes["cetac_session#7"].Reason);
            Assert.Equal("came before and is not the same: a session is never changed", Merge([], [Staged("other")], [session]).Outcomes["cetac_session#7"].Reason);
        });
    }

    [Fact]
    public void Counting_again_brings_nothing()
    {
        var merge = new SessionMerge([], [], [Old], new FilePass("this", IsRecount: true), Rules);

        Assert.Empty(merge.Pending);
        Assert.Equal(RowOutcome.Waiting, merge.Outcomes["cetac_session#7"]);
    }

    private static SessionMerge Merge(Session[] written, StagedRow[] waiting, LegacySession[] brought) => new(written, waiting, brought, new FilePass("this"), Rules);

    private static StagedRow Staged(string job) => new("record#10", "cetac_session#7", job, "", LegacyRows.ValuesOf(Old));

    private static Session Written(string? job) => new(
        LegacyId.Patient("1"), Old.Number, LegacyId.Staff("3"), "Lucía Ñáñez", Old.Date, Old.ServiceType, Old.InterventionType, Old.Tool, Old.Motive, Old.Evaluation, Old.RecoveryFee,
        false, null, [], Time.GetUtcNow(), "Mujer", Old.Id, null, job);
}
