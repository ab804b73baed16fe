using Clinic.Core.Care;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Care;

public sealed class FollowUpsTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);
    private static readonly Loss Loss = A.Loss() with { FollowUp = true, Date = PartialDate.Parse("2026-11-20") };

    [Fact]
    public void There_are_tasks_for_3_6_9_and_12_months_from_today_on()
    {
        Assert.Equal(["2027-02-20", "2027-05-20", "2027-08-20", "2027-11-20"], Dues(Made("2026-11-20")));
        Assert.Equal(["2026-11-22"], Dues(Made("2025-11-22")));
        Assert.Equal(["2027-02-28", "2027-05-31", "2027-08-31"], Dues(Made("2026-08-31")).Skip(1));
        Assert.Empty(Made("2025-11-21"));
        Assert.Empty(Made("2026-11"));
        Assert.Empty(FollowUps.Plan(Loss with { FollowUp = null }, "t", [], Today));
        Assert.All(Made("2026-11-20"), task => Assert.Equal(("t", CareTaskStatus.Open, 1), (task.AssigneeId, task.Status, task.Version)));
    }

    [Fact]
    public void A_plan_that_is_carried_out_asks_for_nothing_more() => Assert.Empty(FollowUps.Plan(Loss, "t", Made("2026-11-20"), Today));

    [Fact]
    public void Another_date_moves_the_open_ones_and_makes_the_missing_ones()
    {
        var existing = Made("2026-03-20"); // for 9 and 12 months
        var done = existing[0] with { Status = CareTaskStatus.Done };

        var plan = FollowUps.Plan(Loss, "t", [done, existing[1]], Today);

        Assert.Equal([(3, true, "2027-02-20"), (6, true, "2027-05-20"), (12, false, "2027-11-20")], plan.Select(task => (task.After.Months, task.Before is null, $"{task.After.Due:yyyy-MM-dd}")));
    }

    [Fact]
    public void What_is_asked_for_no_more_is_dropped_and_comes_back_with_it()
    {
        var existing = Made("2026-11-20");

        foreach (var asked in (Loss[])[Loss with { FollowUp = false }, Loss with { Date = PartialDate.Parse("2026") }, Loss with { RemovedAt = A.Moment }])
        {
            var dropped = FollowUps.Plan(asked, "t", existing, Today).Select(task => task.After).ToList();

            Assert.Equal(4, dropped.Count);
            Assert.All(dropped, task => Assert.Equal((CareTaskStatus.Dropped, 2), (task.Status, task.Version)));
            Assert.Equal(existing, FollowUps.Plan(Loss, "t", dropped, Today).Select(task => task.After with { Version = 1 }));
        }
    }

    [Fact]
    public void An_open_one_moves_into_the_past_too_where_none_is_made()
    {
        var (overdue, ahead) = (Made("2026-11-20")[0], Made("2026-11-20")[3]);

        var plan = FollowUps.Plan(Loss with { Date = PartialDate.Parse("2025-11-20") }, "t", [overdue, ahead], Today);

        Assert.Equal(["2026-02-20", "2026-11-20"], Dues(plan.Select(task => task.After)));
        Assert.All(plan, task => Assert.Equal((CareTaskStatus.Open, 2), (task.After.Status, task.After.Version)));
    }

    [Fact]
    public void What_is_moved_or_taken_up_again_goes_to_whoever_has_the_record_now()
    {
        var (moved, taken) = (Made("2026-11-20")[0], Made("2026-11-20")[1] with { Status = CareTaskStatus.Dropped, TakenBack = true });

        var plan = FollowUps.Plan(Loss with { Date = PartialDate.Parse("2026-11-21") }, "u", [moved, taken, .. Made("2026-11-21").Skip(2)], Today);

        Assert.Equal([(3, "u"), (6, "u")], plan.Select(task => (task.After.Months, task.After.AssigneeId)));
    }

    [Fact]
    public void What_a_person_has_done_or_dropped_stays_so()
    {
        var decided = Made("2026-11-20").Select(task => task.In(task.Months > 6 ? CareTaskStatus.Done : CareTaskStatus.Dropped, A.Moment)).ToList();

        Assert.Empty(FollowUps.Plan(Loss, "t", decided, Today));
        Assert.Empty(FollowUps.Plan(Loss with { Date = PartialDate.Parse("2026-11-21") }, "t", decided, Today));
        Assert.Empty(FollowUps.Plan(Loss with { FollowUp = null }, "t", decided, Today));
    }

    [Fact]
    public void What_has_not_been_done_in_time_stays_open() => Assert.Empty(FollowUps.Plan(Loss, "t", Made("2026-11-20"), Today.AddMonths(7)));

    [Fact]
    public void An_id_is_the_key()
    {
        var (patient, key) = (A.Id(), A.Id());

        foreach (var months in (int[])[0, 3, 12])
            Assert.Equal((patient, key, months), TaskId.Parse(TaskId.Of(patient, key, months)));
        Assert.Equal(["TASK#k", "TASK#k#03", "TASK#k#12"], ((int[])[0, 3, 12]).Select(months => TaskItems.Entry("k", months)));
        var id = TaskId.Of(patient, key, 0);
        foreach (var other in (string[])["", "x", id[..^1], id + "A", id[..^1] + "=", id[..^1] + " ", patient])
            Assert.Null(TaskId.Parse(other));
    }

    [Fact]
    public void A_task_is_done_until_it_is_opened_again()
    {
        var task = Made("2026-11-20")[0];
        var done = task.In(CareTaskStatus.Done, A.Moment);

        Assert.Equal(A.Moment, done.DoneAt);
        Assert.Same(done, done.In(CareTaskStatus.Done, A.Moment.AddDays(1)));
        Assert.Equal(task, done.In(CareTaskStatus.Open, A.Moment));
        Assert.Null(done.In(CareTaskStatus.Dropped, A.Moment).DoneAt);
    }

    private static List<CareTask> Made(string date) => [.. FollowUps.Plan(Loss with { Date = PartialDate.Parse(date) }, "t", [], Today).Select(task => task.After)];

    private static IEnumerable<string> Dues(IEnumerable<CareTask> tasks) => tasks.Select(task => $"{task.Due:yyyy-MM-dd}");
}
