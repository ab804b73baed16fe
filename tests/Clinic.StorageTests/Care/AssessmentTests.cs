using System.Text.Json;
using Clinic.Core.Auditing;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Demo;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Care;

public sealed class AssessmentTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task Versions_of_an_instrument_count_up_and_all_stay()
    {
        var id = $"i{A.Id()}";

        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => clinic.Instruments.PutAsync(A.Caller(Role.Admin), id, Definition("gad-7") with { Name = $"v{number}" }, VersionCondition.Any)));

        var present = await clinic.Instruments.GetAsync(id, null);
        Assert.Equal(4, present.Version);
        Assert.Equal([1, 2, 3, 4], (await Task.WhenAll(Enumerable.Range(1, 4).Select(version => clinic.Instruments.GetAsync(id, version)))).Select(instrument => instrument.Version));
        Assert.Equal(present.Name, Assert.Single((await clinic.Instruments.ListAsync(new Page(100, null))).Items, known => known.Id == id).Name);
        await Assert.ThrowsAsync<StaleBodyException>(() => clinic.Instruments.PutAsync(A.Caller(Role.Admin), id, Definition("gad-7") with { Version = 4 }, VersionCondition.Any));
        await Assert.ThrowsAsync<StaleVersionException>(() => clinic.Instruments.PutAsync(A.Caller(Role.Admin), id, Definition("gad-7"), VersionCondition.Only(3)));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Instruments.GetAsync(id, 5));
    }

    [Fact]
    public async Task An_assessment_is_scored_kept_and_read_by_those_who_see_the_patient()
    {
        var (own, patient, instrument) = await BeginAsync();

        var written = await AssessAsync(Again(own), patient.Id, instrument, "222200000", clinic.Time.GetUtcNow().AddDays(-3));
        await AssessAsync(Again(own), patient.Id, instrument, "111100000", clinic.Time.GetUtcNow().AddDays(-1));
        var earlier = await AssessAsync(Again(own), patient.Id, instrument, "333330000", clinic.Time.GetUtcNow().AddDays(-9));

        Assert.Equal((8, "Leve", 1), (written.Score, written.Band, written.Version));
        Assert.Equivalent(written, await clinic.Assessments.GetAsync(own, patient.Id, written.Id), strict: true);
        Assert.Equal([4, 8, 15], (await clinic.Assessments.ListAsync(own, patient.Id, instrument, new Page(25, null))).Items.Select(one => one.Score));
        Assert.Empty((await clinic.Assessments.ListAsync(own, patient.Id, "another", new Page(25, null))).Items);
        Assert.Equal([15m, 8m, 4m], (await clinic.Assessments.TrendAsync(own, patient.Id, instrument)).Assessments.Select(one => one.Score.Value));
        var colleague = await clinic.ThanatologistAsync("Silva");
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Assessments.GetAsync(colleague, patient.Id, earlier.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Assessments.ListAsync(colleague, patient.Id, null, new Page(25, null)));
        var audited = (await clinic.Audit.ReadAllAsync(patient.Id)).Select(entry => entry.Action).ToList();
        Assert.Equal(3, audited.Count(action => action == AuditAction.AssessmentWritten));
        Assert.Contains(AuditAction.AssessmentRead, audited);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flagged_answer_that_dies_anywhere_has_its_alert_or_is_not_there(bool isLastDone)
    {
        var instrument = await LoadAsync();
        var hasDied = true;
        for (var last = 1; hasDied; last++)
        {
            var own = await clinic.ThanatologistAsync();
            var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last, isLastDone);

            await Record.ExceptionAsync(() => clinic.Restarted(dying.Client).Assessments.AddAsync(own, patient.Id, New(instrument, "000000002"), A.NoKey<AssessmentView>()));

            hasDied = dying.HasDied;
            var written = (await clinic.Assessments.ListAsync(own, patient.Id, null, new Page(25, null))).Items;
            var alerts = (await clinic.UserStore.FindAsync(patient.Id))!.Alerts.Open;
            Assert.Equal(written.Count, alerts.Count);
            Assert.All(alerts, alert => Assert.Equal((AlertKind.Suicide, AlertSeverity.High, AlertSource.Assessment), (alert.Kind, alert.CurrentSeverity, alert.Source)));
        }
    }

    [Fact]
    public async Task A_flagged_answer_is_not_written_without_its_alert_when_that_was_closed_in_between()
    {
        var (own, patient, instrument) = await BeginAsync();
        await AssessAsync(own, patient.Id, instrument, "000000002", A.Moment);
        var asRead = (await clinic.UserStore.FindAsync(patient.Id))!;
        await clinic.Alerts.ReviewAsync(Again(own), patient.Id, asRead.Alerts.Open[0].Id, new NewAlertReview("Pasó.", Closed: true), A.NoKey<AlertView>());
        var assessment = AssessmentService.Assess(Again(own), asRead, (await clinic.InstrumentReader.FindAsync(instrument))!, Answers("000000001"), A.Moment, null, A.Moment);

        await Assert.ThrowsAsync<ContentionException>(() => clinic.Assessments.SaveAsync(Again(own), asRead, assessment, null, null));

        await AssessAsync(Again(own), patient.Id, instrument, "000000000", A.Moment);
        var audited = (await clinic.Audit.ReadAllAsync(patient.Id)).Where(entry => entry.Action == AuditAction.AssessmentWritten);
        Assert.Equal([true, false], audited.Select(entry => entry.Fields.Contains("alert")));
    }

    [Fact]
    public async Task Assessments_at_once_are_all_counted_and_raise_one_alert()
    {
        var (own, patient, instrument) = await BeginAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => AssessAsync(Again(own), patient.Id, instrument, $"{number % 4}00000001", clinic.Time.GetUtcNow().AddDays(-number))));

        Assert.Equal(6, (await clinic.Assessments.ListAsync(own, patient.Id, null, new Page(25, null))).Items.Count);
        Assert.Single((await clinic.UserStore.FindAsync(patient.Id))!.Alerts.Open);
    }

    [Fact]
    public async Task A_patient_is_mailed_and_answers_once()
    {
        var (own, patient, instrument) = await BeginAsync();
        var self = A.Caller(Role.Patient, patient.Id);

        var asked = await clinic.AssessmentRequests.AddAsync(own, patient.Id, new NewAssessmentRequest(instrument), A.NoKey<AssessmentRequestView>());

        var waiting = Assert.Single((await clinic.AssessmentRequests.ListAsync(self, new Page(25, null))).Items);
        Assert.Equal((asked.Id, "es-MX", 9), (waiting.Id, waiting.Language, waiting.Items.Count));
        Assert.All(
            (await tables.ItemsAsync(tables.Messages)).Where(item => item.TryGetValue("recipientId", out var recipient) && recipient.S == patient.Id),
            item => Assert.DoesNotContain("PHQ", ItemText.Of(item), StringComparison.OrdinalIgnoreCase));
        foreach (var other in new[] { own, A.Caller(Role.Patient), A.Caller(Role.Admin) })
        {
            Assert.Empty((await clinic.AssessmentRequests.ListAsync(other, new Page(25, null))).Items);
            await Assert.ThrowsAsync<NotFoundException>(() => AnswerAsync(other, asked.Id, "000000001"));
        }
        await Assert.ThrowsAsync<InvalidInputException>(() => AnswerAsync(self, asked.Id, "900000001"));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (await Record.ExceptionAsync(() => AnswerAsync(A.Caller(Role.Patient, patient.Id), asked.Id, "000000001"))) as ConflictException));

        Assert.Equal([ProblemCode.AlreadyAnswered, ProblemCode.AlreadyAnswered, null], outcomes.Select(refusal => refusal?.Code).OrderBy(code => code is null));
        Assert.Empty((await clinic.AssessmentRequests.ListAsync(self, new Page(25, null))).Items);
        var assessment = Assert.Single((await clinic.Assessments.ListAsync(own, patient.Id, null, new Page(25, null))).Items);
        Assert.Equal((asked.Id, 1), (assessment.RequestId, assessment.Score));
        Assert.Equal(AlertSeverity.Moderate, Assert.Single((await clinic.UserStore.FindAsync(patient.Id))!.Alerts.Open).Severity);
    }

    [Fact]
    public async Task So_many_questionnaires_may_wait_and_their_pages_can_be_answered()
    {
        var (own, patient, instrument) = await BeginAsync();
        var (flowers, self) = (string.Concat(Enumerable.Repeat("\U0001f33c", 200)), A.Caller(Role.Patient, patient.Id));
        var long140Kb = Definition("phq-9") with
        {
            Items = [.. Definition("phq-9").Items!.Select(item => item with { Text = flowers + flowers, Options = [.. item.Options!.Select(option => option with { Label = flowers })] })],
        };
        await clinic.Instruments.PutAsync(A.Caller(Role.Admin), instrument, long140Kb, VersionCondition.Any);

        for (var number = 0; number < DynamoAssessments.MostOpenRequests; number++)
            await AskAsync();
        Assert.Equal(ProblemCode.CareFull, (await Assert.ThrowsAsync<ConflictException>(AskAsync)).Code);

        var (found, page) = (new List<WaitingQuestionnaire>(), new Page(100, null));
        do
        {
            var slice = await clinic.AssessmentRequests.ListAsync(self, page);
            Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(new ListView<WaitingQuestionnaire>(slice.Items, null), ClinicJson.TypeOf<ListView<WaitingQuestionnaire>>()).Length, 1, 3_000_000);
            found.AddRange(slice.Items);
            page = page with { After = slice.Next };
        }
        while (page.After is not null);
        Assert.Equal(DynamoAssessments.MostOpenRequests, found.DistinctBy(one => one.Id).Count());

        await AnswerAsync(self, found[0].Id, "000000000");
        await AskAsync();

        Task AskAsync() => clinic.AssessmentRequests.AddAsync(own, patient.Id, new NewAssessmentRequest(instrument), A.NoKey<AssessmentRequestView>());
    }

    [Fact]
    public async Task A_closed_record_takes_no_assessment()
    {
        var (own, patient, instrument) = await BeginAsync();
        await clinic.Records.PutAsync(own, patient.Id, new RecordEdit(IsOpen: false), VersionCondition.Any);

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => AssessAsync(own, patient.Id, instrument, "000000000", clinic.Time.GetUtcNow()));

        Assert.Equal(ProblemCode.RecordClosed, refusal.Code);
    }

    [Fact]
    public async Task Outcomes_are_of_closed_records_with_two_scores()
    {
        var instrument = await LoadAsync();
        var own = await clinic.ThanatologistAsync();
        var now = clinic.Time.GetUtcNow();
        for (var number = 0; number < 7; number++)
        {
            var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
            await AssessAsync(own, patient.Id, instrument, "333000000", now.AddDays(-9)); // 9
            if (number != 5)
                await AssessAsync(own, patient.Id, instrument, number == 0 ? "330000000" : "100000000", now.AddDays(-1)); // 6 or 1
            if (number != 6)
                await clinic.Records.PutAsync(own, patient.Id, new RecordEdit(IsOpen: false), VersionCondition.Any);
        }

        foreach (var groupBy in ReportGroups.OfOutcomes)
        {
            var report = await clinic.Outcomes.ReadAsync(own, new ReportQuery(null, null, null, null), instrument, groupBy);
            Assert.Equal(5, report.Total);
            var row = Assert.Single(report.Items);
            Assert.Equal((5, -7m, 0.8m), (row.Cases, row.MeanChange, row.ImprovedShare)); // (-3 - 8 × 4) / 5
        }
        var other = await clinic.Outcomes.ReadAsync(await clinic.ThanatologistAsync("Silva"), new ReportQuery(null, null, null, null), instrument, "month");
        Assert.Empty(other.Items);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Outcomes.ReadAsync(own, new ReportQuery(null, null, null, null), "no-such", "month"));
    }

    private static InstrumentEdit Definition(string id)
    {
        using var file = typeof(DemoAccounts).Assembly.GetManifestResourceStream(id + ".json")!;
        return JsonSerializer.Deserialize(file, ClinicJson.TypeOf<InstrumentEdit>())! with { Id = null, Version = null };
    }

    private async Task<string> LoadAsync()
    {
        var id = $"p{A.Id()}";
        await clinic.Instruments.PutAsync(A.Caller(Role.Admin), id, Definition("phq-9"), VersionCondition.Any);
        return id;
    }

    private async Task<(Caller Own, User Patient, string Instrument)> BeginAsync()
    {
        var own = await clinic.ThanatologistAsync();
        return (own, await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build()), await LoadAsync());
    }

    private static Caller Again(Caller caller) => A.Caller(caller.Role!.Value, caller.UserId);

    private static Dictionary<string, int> Answers(string digits) => digits.Select((digit, index) => (index, digit)).ToDictionary(answer => $"q{answer.index + 1}", answer => answer.digit - '0');

    private static NewAssessment New(string instrument, string digits, DateTimeOffset? at = null) => new(instrument, null, Answers(digits), at);

    private Task<AssessmentView> AssessAsync(Caller caller, string patientId, string instrument, string digits, DateTimeOffset at) =>
        clinic.Assessments.AddAsync(caller, patientId, New(instrument, digits, at), A.NoKey<AssessmentView>());

    private Task<AnsweredView> AnswerAsync(Caller caller, string id, string digits) => clinic.AssessmentRequests.AnswerAsync(caller, id, new NewAnswers(Answers(digits)), A.NoKey<AnsweredView>());
}
