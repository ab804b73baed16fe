using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>Safety plans. Who reads one is audited, the patient too.</summary>
public sealed class SafetyPlanService(CarePatients patients, DynamoSafetyPlans store, DynamoAuditStore audit, Contention contention, TimeProvider time)
{
    /// <summary>Writes the next version.</summary>
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    /// <exception cref="StaleVersionException">The plan is no longer of the version that the caller has seen.</exception>
    /// <exception cref="ConflictException">There are as many versions as there may be.</exception>
    public Task<SafetyPlanView> PutAsync(Caller caller, string patientId, SafetyPlanEdit plan, VersionCondition ifMatch) => contention.RetryAsync(async () =>
    {
        var patient = await patients.FindAsync(caller, patientId);
        var version = (await store.FindAsync(patientId))?.Version ?? 0;
        ifMatch.Check(version);
        var now = time.GetUtcNow();
        var written = SafetyPlanView.Of(plan.Normalized(), version + 1, now);
        await store.AddAsync(caller, patient, written, AuditEntry.Of(caller, patientId, AuditAction.SafetyPlanWritten, now));
        return written;
    });

    /// <summary>The present version. A patient reads their own.</summary>
    /// <exception cref="NotFoundException">There is no such patient or no plan, or the caller may not see it.</exception>
    public async Task<SafetyPlanView> GetAsync(Caller caller, string patientId)
    {
        // The scope of everybody on themselves lets staff in who may read nobody's care.
        if (!caller.Has(Scope.CareRead) && !caller.Is(patientId))
            throw new NotFoundException();
        await patients.FindAsync(caller, patientId);
        var plan = await store.FindAsync(patientId) ?? throw new NotFoundException();
        await AuditReadAsync(caller, patientId);
        return plan;
    }

    /// <summary>All versions, newest first.</summary>
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    public async Task<Slice<SafetyPlanView>> ListVersionsAsync(Caller caller, string patientId, Page page)
    {
        await patients.FindAsync(caller, patientId);
        var versions = await store.ListAsync(patientId, page);
        await AuditReadAsync(caller, patientId);
        return versions;
    }

    private Task AuditReadAsync(Caller caller, string patientId) => audit.AddReadAsync(AuditEntry.Of(caller, patientId, AuditAction.SafetyPlanRead, time.GetUtcNow()));
}

/// <summary>Safety plans in the care table: an item for each version, which is never changed. The lists are sealed as one text.</summary>
public sealed class DynamoSafetyPlans(DynamoCare care, DynamoUsers users, DynamoAuditStore audit)
{
    /// <summary>Of one patient.</summary>
    private const int MostVersions = 1_000;

    private const string Counted = "plans";

    internal async Task<SafetyPlanView?> FindAsync(string patientId) => (await ListAsync(patientId, new Page(1, null))).Items is [var present, ..] ? present : null;

    /// <summary>Newest first.</summary>
    internal async Task<Slice<SafetyPlanView>> ListAsync(string patientId, Page page) => (await care.ListAsync(patientId, SafetyPlanItems.Kind, page, _ => true)).Select(SafetyPlanItems.Read);

    /// <exception cref="ContentionException">Somebody else has written this version, or the record is no longer as it was read.</exception>
    internal async Task AddAsync(Caller caller, User patient, SafetyPlanView plan, AuditEntry entry)
    {
        var transaction = patient.Record is null ? users.Begin(caller) : users.BeginInRecord(caller, patient);
        care.AddCounts(transaction, patient.Id, (Counted, 1, MostVersions));
        await care.AddPutAsync(transaction, SafetyPlanItems.Write(patient.Id, plan), null, SafetyPlanItems.Texts);
        audit.AddTo(transaction, entry);
        await transaction.CommitAsync();
    }
}

/// <summary>Versions of safety plans as items of the care table.</summary>
internal static class SafetyPlanItems
{
    public const string Kind = "PLAN#";
    private const string Lists = "plan";

    /// <summary>The attributes that are sealed.</summary>
    public static readonly string[] Texts = [Lists];

    public static Item Write(string patientId, SafetyPlanView plan) => CareItems.Key(patientId, Kind + plan.Version.ToString("D4", CultureInfo.InvariantCulture))
        .Text(Lists, JsonSerializer.Serialize(
            new SafetyPlanEdit(plan.WarningSigns, plan.OwnMeans, plan.Distractions, plan.People, plan.Professionals, plan.SaferSurroundings), ClinicJson.TypeOf<SafetyPlanEdit>()))
        .Number("version", plan.Version)
        .Time("updatedAt", plan.UpdatedAt);

    /// <summary>Reads an item whose texts are open.</summary>
    public static SafetyPlanView Read(IReadOnlyDictionary<string, AttributeValue> item) =>
        SafetyPlanView.Of(JsonSerializer.Deserialize(item.Text(Lists), ClinicJson.TypeOf<SafetyPlanEdit>())!, item.Number("version"), item.Time("updatedAt"));
}
