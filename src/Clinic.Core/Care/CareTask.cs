using System.Buffers.Text;
using System.Text.Json.Serialization;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Care;

/// <summary>Something that is to be done for a patient, by a person or as the months after a loss ask for it.</summary>
/// <param name="Key">A UUID; of a task for a loss that of the loss.</param>
/// <param name="Months">How many months after the loss it is for; 0 for a person's task.</param>
/// <param name="AssigneeId">Who is to do it.</param>
/// <param name="DoneAt">When it was done; null as long as it is not.</param>
/// <param name="TakenBack">It was dropped because the loss asks for it no more, and not by a person.</param>
public sealed record CareTask(
    string PatientId,
    string Key,
    int Months,
    string AssigneeId,
    string Text,
    DateOnly Due,
    CareTaskStatus Status,
    DateTimeOffset? DoneAt,
    bool TakenBack,
    int Version)
{
    public string Id => TaskId.Of(PatientId, Key, Months);

    /// <summary>The task in another status. It is done at a moment, until it is opened again.</summary>
    internal CareTask In(CareTaskStatus status, DateTimeOffset now) =>
        status == Status ? this : this with { Status = status, DoneAt = status is CareTaskStatus.Done ? now : null, TakenBack = false };
}

/// <summary>Where a task stands. Each may follow each.</summary>
[JsonConverter(typeof(CareTaskStatusConverter))]
public enum CareTaskStatus
{
    Open,
    Done,
    Dropped,
}

/// <summary>The names of statuses.</summary>
public static class CareTaskStatuses
{
    public static readonly IReadOnlyList<string> All = ["open", "done", "dropped"];

    public static string Name(this CareTaskStatus status) => All[(int)status];

    /// <summary>Null when it is none.</summary>
    public static CareTaskStatus? Find(string? name) => All.Find<CareTaskStatus>(name);

    internal static CareTaskStatus Parse(string name) => All.Parse<CareTaskStatus>(name);
}

/// <summary>Reads and writes statuses by their names.</summary>
public sealed class CareTaskStatusConverter() : StrictEnumConverter<CareTaskStatus>(CareTaskStatuses.All);

/// <summary>A task's id is its key, in base64url: the patient's id, the task's own or its loss's, and the months after the loss.</summary>
public static class TaskId
{
    private const int GuidSize = 16;

    public static string Of(string patientId, string key, int months)
    {
        Span<byte> bytes = stackalloc byte[(2 * GuidSize) + 1];
        Guid.Parse(patientId).TryWriteBytes(bytes, bigEndian: true, out _);
        Guid.Parse(key).TryWriteBytes(bytes[GuidSize..], bigEndian: true, out _);
        bytes[^1] = (byte)months;
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null when the text is not an id.</summary>
    public static (string PatientId, string Key, int Months)? Parse(string id)
    {
        Span<byte> bytes = stackalloc byte[(2 * GuidSize) + 1];
        if (id.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(id) || !Base64Url.TryDecodeFromChars(id, bytes, out var length) || length != bytes.Length)
            return null;
        return (new Guid(bytes[..GuidSize], bigEndian: true).ToString(), new Guid(bytes[GuidSize..^1], bigEndian: true).ToString(), bytes[^1]);
    }
}

/// <summary>The body of POST /tasks.</summary>
/// <param name="AssigneeId">Who is to do it: an active admin or the record's thanatologist, who it is by default.</param>
public sealed record NewTask(string? PatientId = null, string? AssigneeId = null, string? Text = null, DateOnly? Due = null);

/// <summary>What a PATCH of a task is merged into.</summary>
/// <param name="AssigneeId">Who is to do it: an active admin or the record's thanatologist.</param>
public sealed record TaskEdit(string? AssigneeId = null, string? Text = null, DateOnly? Due = null, CareTaskStatus? Status = null)
{
    public static TaskEdit Of(CareTask task) => new(task.AssigneeId, task.Text, task.Due, task.Status);
}

/// <summary>A task as the API shows it.</summary>
/// <param name="Text">Not in a list over several patients.</param>
/// <param name="DoneAt">When it was done, if it is.</param>
/// <param name="Source">person, or loss of one that was made for the months after a loss.</param>
public sealed record TaskView(
    string Id, string PatientId, string? PatientName, string AssigneeId, string? Text, DateOnly Due, CareTaskStatus Status, DateTimeOffset? DoneAt, string Source, int Version)
{
    /// <param name="text">Null where it is not shown.</param>
    public static TaskView Of(CareTask task, string? patientName, string? text) =>
        new(task.Id, task.PatientId, patientName, task.AssigneeId, text, task.Due, task.Status, task.DoneAt, task.Months == 0 ? "person" : "loss", task.Version);
}

/// <summary>Which tasks to list, between two days on which they are due, inclusive.</summary>
public sealed record TaskQuery(string? AssigneeId, string? PatientId, CareTaskStatus? Status, DateOnly? From, DateOnly? To);

/// <summary>The rules of POST /tasks.</summary>
public sealed class NewTaskRules : AbstractValidator<NewTask>
{
    public NewTaskRules(ClinicCalendar calendar)
    {
        RuleFor(task => task.PatientId).RequiredId(new("el id del paciente", "the patient's id"));
        RuleFor(task => task.AssigneeId).OptionalId();
        RuleFor(task => task.Text).RequiredText(TaskRules.LongestText);
        RuleFor(task => task.Due).Due(calendar);
    }
}

/// <summary>The rules of a task as a merged PATCH leaves it.</summary>
public sealed class TaskEditRules : AbstractValidator<TaskEdit>
{
    public TaskEditRules(ClinicCalendar calendar)
    {
        RuleFor(task => task.AssigneeId).RequiredId(new("el id de un responsable", "the id of an assignee"));
        RuleFor(task => task.Text).RequiredText(TaskRules.LongestText);
        RuleFor(task => task.Due).Due(calendar);
        RuleFor(task => task.Status).Required(Phrases.IsRequired);
    }
}

internal static class TaskRules
{
    public const int LongestText = 500;
    private const int MostYearsAhead = 10;

    public static IRuleBuilderOptions<T, DateOnly?> Due<T>(this IRuleBuilder<T, DateOnly?> rule, ClinicCalendar calendar) => rule
        .Required(Phrases.Required(Phrases.Date))
        .Meets(new(), date => date is null || (date.Value.Year >= 1900 && date <= calendar.Today.AddYears(MostYearsAhead))
            ? null
            : new(FieldCode.OutOfRange, new($"debe ser de 1900 a dentro de {MostYearsAhead} años", $"must be from 1900 to {MostYearsAhead} years ahead")));
}
