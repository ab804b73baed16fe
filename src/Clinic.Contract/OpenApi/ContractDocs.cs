using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
using Clinic.Core.ApiKeys;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Exports;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using Clinic.Core.Users;
using FluentValidation;
using FluentValidation.Validators;

namespace Clinic.Contract.OpenApi;

/// <summary>The doc comments of the contract types, from the file that the compiler writes beside the library.</summary>
internal static partial class ContractDocs
{
    private static readonly Lazy<Dictionary<string, XElement>> Members = new(Read);

    public static string? OfType(Type type) => Find("T:" + Id(type)) is { } docs ? Text(docs.Element("summary")) : null;

    /// <summary>A property's own summary; the compiler makes one of a positional record's parameter too.</summary>
    public static string? OfMember(Type type, string member)
    {
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            if (Find($"P:{Id(declaring)}.{member}")?.Element("summary") is { } summary)
                return Text(summary);
        }
        return null;
    }

    /// <summary>The name in C# of a member that has this name in JSON.</summary>
    public static string MemberName(JsonPropertyInfo property) => char.ToUpperInvariant(property.Name[0]) + property.Name[1..];

    private static XElement? Find(string id) => Members.Value.GetValueOrDefault(id);

    private static string Id(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition().FullName! : type.FullName!;

    private static Dictionary<string, XElement> Read()
    {
        var file = Path.ChangeExtension(typeof(ProblemDetails).Assembly.Location, ".xml");
        return XDocument.Load(file).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);
    }

    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        var parts = element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement reference => $"`{JsonNamingPolicy.CamelCase.ConvertName(((string?)reference.Attribute("name") ?? (string?)reference.Attribute("cref"))!.Split('.')[^1])}`",
            XText text => text.Value,
            _ => "",
        });
        return Blanks().Replace(string.Concat(parts), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}

/// <summary>What the contracts' validators ask of each member.</summary>
internal static class ContractRules
{
    private static readonly ClinicCalendar Calendar = new(TimeZoneInfo.Utc, TimeProvider.System);

    /// <summary>The rules of the contracts that clients send.</summary>
    public static IReadOnlyDictionary<Type, IValidator> OfInput { get; } = new Dictionary<Type, IValidator>
    {
        [typeof(SaltRequest)] = new SaltRules(),
        [typeof(LoginRequest)] = new LoginRules(),
        [typeof(Credentials)] = new CredentialsRules(),
        [typeof(MfaLogin)] = new MfaLoginRules(),
        [typeof(NewSecondFactor)] = new NewSecondFactorRules(),
        [typeof(MfaCode)] = new MfaCodeRules(),
        [typeof(RefreshRequest)] = new RefreshRules(),
        [typeof(LogoutRequest)] = new LogoutRules(),
        [typeof(PasswordChange)] = new PasswordChangeRules(),
        [typeof(ForgotPassword)] = new ForgotPasswordRules(),
        [typeof(PasswordReset)] = new PasswordResetRules(),
        [typeof(IntrospectionRequest)] = new IntrospectionRules(),
        [typeof(NewApiKey)] = new NewApiKeyRules(TimeProvider.System),
        [typeof(NewUser)] = new NewUserRules(TimeProvider.System),
        [typeof(NewRecord)] = new NewRecordRules(),
        [typeof(UserEdit)] = new UserEditRules(TimeProvider.System),
        [typeof(Address)] = new AddressRules(),
        [typeof(Child)] = new ChildRules(TimeProvider.System),
        [typeof(EmergencyContact)] = new EmergencyContactRules(),
        [typeof(Reminders)] = new InlineValidator<Reminders>(),
        [typeof(RecordEdit)] = new RecordEditRules(),
        [typeof(NewSession)] = new NewSessionRules(Calendar),
        [typeof(NewGroupSession)] = new NewGroupSessionRules(Calendar),
        [typeof(Attendee)] = new AttendeeRules(),
        [typeof(DraftEdit)] = new DraftEditRules(Calendar),
        [typeof(NewAddendum)] = new NewAddendumRules(),
        [typeof(AvailabilityEdit)] = new AvailabilityEditRules(),
        [typeof(AvailabilityRule)] = new AvailabilityRuleRules(),
        [typeof(ExceptionalDays)] = new ExceptionalDaysRules(),
        [typeof(NewAppointment)] = new NewAppointmentRules(Calendar, TimeProvider.System),
        [typeof(Repeat)] = new RepeatRules(),
        [typeof(AppointmentEdit)] = new AppointmentEditRules(),
        [typeof(NewWaitingListEntry)] = new NewWaitingListEntryRules(Calendar),
        [typeof(LossEdit)] = new LossEditRules(Calendar),
        [typeof(NewTask)] = new NewTaskRules(Calendar),
        [typeof(TaskEdit)] = new TaskEditRules(Calendar),
        [typeof(NewAlert)] = new NewAlertRules(),
        [typeof(NewAlertReview)] = new NewAlertReviewRules(),
        [typeof(SafetyPlanEdit)] = new SafetyPlanEditRules(),
        [typeof(PlanContact)] = new PlanContactRules(),
        [typeof(InstrumentEdit)] = new InstrumentEditRules(),
        [typeof(InstrumentItem)] = new InstrumentItemRules(),
        [typeof(InstrumentOption)] = new InstrumentOptionRules(),
        [typeof(ScoreBand)] = new ScoreBandRules(),
        [typeof(AnswerFlag)] = new AnswerFlagRules(),
        [typeof(FlaggedAlert)] = new FlaggedAlertRules(),
        [typeof(NewAssessment)] = new NewAssessmentRules(TimeProvider.System),
        [typeof(NewAssessmentRequest)] = new NewAssessmentRequestRules(Calendar),
        [typeof(NewAnswers)] = new NewAnswersRules(),
        [typeof(NewMessage)] = new NewMessageRules(),
        [typeof(NewExport)] = new NewExportRules(),
    };

    /// <summary>Values that were sent under these rules come back in these responses, in the members of the same names.</summary>
    private static readonly Dictionary<Type, Type> Origins = new()
    {
        [typeof(UserView)] = typeof(NewUser),
        [typeof(MeView)] = typeof(NewUser),
        [typeof(UserSummary)] = typeof(NewUser),
        [typeof(SessionView)] = typeof(NewSession),
        [typeof(SessionSummary)] = typeof(NewSession),
        [typeof(DraftView)] = typeof(DraftEdit),
        [typeof(AppointmentView)] = typeof(NewAppointment),
        [typeof(WaitingListEntryView)] = typeof(NewWaitingListEntry),
        [typeof(LossView)] = typeof(LossEdit),
    };

    public static bool IsInput(Type type) => OfInput.ContainsKey(type);

    /// <summary>All that the rules say about a member. A rule with a condition never makes it required, and a rule of a list's items says nothing of the list.</summary>
    public static IEnumerable<Constraint> Of(Type type, string member)
    {
        if (!OfInput.TryGetValue(Origins.GetValueOrDefault(type, type), out var validator))
            return [];
        return validator.CreateDescriptor().GetRulesForMember(member).Where(rule => rule.TypeToValidate == ((PropertyInfo)rule.Member).PropertyType)
            .SelectMany(rule => rule.Components.Select(component => Read(component.Validator, rule.HasCondition || component.HasCondition)));
    }

    private static Constraint Read(IPropertyValidator validator, bool isConditional)
    {
        var constraint = validator switch
        {
            IConstrained constrained => constrained.Constraint,
            _ => new Constraint(),
        };
        return isConditional ? constraint with { Required = false } : constraint;
    }
}
