using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
using Clinic.Core.ApiKeys;
using Clinic.Core.Auditing;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Exports;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Ingestion;
using Clinic.Local;
using Clinic.UnitTests.Deployment;
using Xunit;

namespace Clinic.UnitTests.Architecture;

/// <summary>docs/privacy.md tells of all that is stored of people: nobody has thought of why and how long about a member that it does not name.</summary>
public sealed class PrivacyDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "docs", "privacy.md"));

    /// <summary>The names in each row, by the table or bucket and what of it the row is about.</summary>
    private static readonly Dictionary<(string Store, string Part), HashSet<string>> Rows = Regex.Matches(Document, @"^\| `(\w+)`, ([^|]+) \|.*$", RegexOptions.Multiline)
        .ToDictionary(row => (row.Groups[1].Value, row.Groups[2].Value), row => Names(row.Value).ToHashSet());

    /// <summary>What is stored, by the row that names its members.</summary>
    private static readonly Dictionary<(string Store, string Part), Type[]> Stored = new()
    {
        [("UsersTable", "account")] = [typeof(User)],
        [("UsersTable", "master data")] = [typeof(MasterData), typeof(Address), typeof(Child), typeof(EmergencyContact), typeof(Reminders)],
        [("UsersTable", "record")] = [typeof(PatientRecord), typeof(ChainHead)],
        [("UsersTable", "open alerts")] = [typeof(PatientAlerts), typeof(OpenAlert), typeof(AlertRaise)],
        [("UsersTable", "drafts")] = [typeof(DraftEntry)],
        [("CredentialsTable", "sign-in")] = [typeof(Credential), typeof(SecondFactor), typeof(SealedSecret), typeof(SignInProof)],
        [("CredentialsTable", "codes")] = [typeof(AccountCodes), typeof(StoredCode)],
        [("CredentialsTable", "API keys")] = [typeof(ApiKey)],
        [("SessionsTable", "sessions")] = [typeof(Session), typeof(Addendum), typeof(Signature)],
        [("DraftsTable", "drafts")] = [typeof(DraftEdit)],
        [("SessionGroupsTable", "groups")] = [typeof(AcceptedGroup), typeof(Signer), typeof(AuditedBy), typeof(NewGroupSession), typeof(Attendee)],
        [("CareTable", "losses")] = [typeof(Loss)],
        [("CareTable", "tasks")] = [typeof(CareTask)],
        [("CareTable", "alerts")] = [typeof(Alert), typeof(AlertTexts), typeof(AlertReview)],
        [("CareTable", "safety plans")] = [typeof(SafetyPlanView), typeof(PlanContact)],
        [("CareTable", "assessments")] = [typeof(Assessment), typeof(AssessmentResult), typeof(Score), typeof(AnswerFlag), typeof(FlaggedAlert)],
        [("CareTable", "outcomes")] = [typeof(Outcome)],
        [("CareTable", "requests")] = [typeof(AssessmentRequest)],
        [("HeadBucket", "heads")] = [typeof(KeptHead)],
        [("AgendaTable", "agendas")] = [typeof(PersonAgenda), typeof(BusyTime), typeof(Availability), typeof(AvailabilityRule), typeof(ExceptionalDays)],
        [("AgendaTable", "calendars")] = [typeof(CalendarFeed)],
        [("AppointmentsTable", "appointments")] = [typeof(Appointment), typeof(SessionLink), typeof(AppointmentNotice), typeof(SeriesMove)],
        [("AppointmentsTable", "series")] = [typeof(Series), typeof(TimeConflict)],
        [("WaitingListTable", "entries")] = [typeof(WaitingListEntry)],
        [("MessagesTable", "messages")] = [typeof(Message), typeof(PlainText), typeof(SealedText), typeof(MessageContent)],
        [("AuditTable", "history")] = [typeof(AuditEntry)],
        [("IdempotencyTable", "stored responses")] = [typeof(StoredResponse), typeof(IdempotencyClaim), typeof(Response)],
        [("ImportsTable", "rows")] = [typeof(StagedRow)],
        [("ExportsTable", "exports")] = [typeof(Export), typeof(ExportCounts)],
    };

    [Fact]
    public void Every_stored_member_is_named_in_its_row() => Assert.Empty(
        from row in Stored
        from type in row.Value
        from member in Members(type)
        where !Rows[row.Key].Contains(JsonNamingPolicy.CamelCase.ConvertName(member.Name))
        select $"{row.Key}: {type.Name}.{member.Name}");

    [Fact]
    public void Whatever_a_stored_type_holds_is_stored_too()
    {
        var types = Stored.Values.SelectMany(row => row).ToHashSet();

        Assert.Empty(types.SelectMany(Members).SelectMany(member => Held(member.PropertyType)).Where(IsRecordOfOurs).Except(types).Select(type => type.Name));
    }

    [Fact]
    public void Whatever_may_hold_data_has_a_row()
    {
        string[] kinds = ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::Cognito::UserPool"];
        var there = kinds.SelectMany(kind => TemplateFile.Tree.Resources(kind)).Select(resource => resource.Id);

        Assert.Equal(there.Order(StringComparer.Ordinal), Rows.Keys.Select(row => row.Store).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Keys and indexes hold data too, some of it in other forms.</summary>
    [Fact]
    public void Every_attribute_of_a_key_or_an_index_is_named_with_its_table() => Assert.Empty(
        from table in TemplateFile.Tree.OfType("AWS::DynamoDB::Table")
        from attribute in Attributes(table.Properties).Except(NamesOf(table.Id))
        select $"{table.Id}: {attribute}");

    [Fact]
    public void What_expires_is_said_of_just_the_tables_that_let_it() => Assert.Equal(
        TemplateFile.Tree.OfType("AWS::DynamoDB::Table").Where(table => table.Properties["TimeToLiveSpecification"] is not null).Select(table => table.Id).Order(StringComparer.Ordinal),
        Rows.Where(row => row.Value.Contains("expiresAt")).Select(row => row.Key.Store).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void The_parameters_resources_and_scopes_that_it_tells_of_exist()
    {
        var resources = Names(Document).Where(name => Regex.IsMatch(name, "^[A-Z][a-z]")).ToList();
        var scopes = Regex.Matches(Document, @"`(\w+\.(?:read|write|send|decrypt))`").Select(scope => "clinic/" + scope.Groups[1].Value).ToList();

        Assert.True(resources.Count > 30);
        Assert.DoesNotContain(resources, name => TemplateFile.Tree["Parameters"]![name] is null && TemplateFile.Tree["Resources"]![name] is null);
        Assert.NotEmpty(scopes);
        Assert.Empty(scopes.Except(Scope.All));
    }

    private static IEnumerable<string> Names(string text) => Regex.Matches(text, @"`(\w+)`").Select(name => name.Groups[1].Value);

    private static IEnumerable<string> NamesOf(string store) => Rows.Where(row => row.Key.Store == store).SelectMany(row => row.Value);

    /// <summary>What follows from other members is not stored, and has no setter.</summary>
    private static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(member => member.CanWrite);

    private static IEnumerable<Type> Held(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Held) : [type];

    private static bool IsRecordOfOurs(Type type) => type.Namespace?.StartsWith("Clinic.", StringComparison.Ordinal) is true && type.GetMethod("<Clone>$") is not null && Members(type).Any();

    private static IEnumerable<string> Attributes(JsonObject table)
    {
        var ofKeys = Items(table["AttributeDefinitions"]).Select(attribute => attribute["AttributeName"]!);
        var ofIndexes = new[] { "GlobalSecondaryIndexes", "LocalSecondaryIndexes" }.SelectMany(kind => Items(table[kind])).SelectMany(index => Items(index["Projection"]!["NonKeyAttributes"]));
        return ofKeys.Concat(ofIndexes).Select(name => name.GetValue<string>());
    }

    private static IEnumerable<JsonNode> Items(JsonNode? list) => (list as JsonArray)?.OfType<JsonNode>() ?? [];
}
