using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Exports;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using Clinic.Core.Users;
using FluentValidation;
using FluentValidation.Validators;

namespace Clinic.Contract.OpenApi;

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
        [typeof(RecordEdit)] = new RecordEditRules(),
        [typeof(NewSession)] = new NewSessionRules(Calendar),
        [typeof(NewAddendum)] = new NewAddendumRules(),
        [typeof(NewMessage)] = new NewMessageRules(),
        [typeof(NewExport)] = new NewExportRules(),
    };

    /// <summary>What was sent under these rules comes back in these answers, in the members of the same names.</summary>
    private static readonly Dictionary<Type, Type> Origins = new()
    {
        [typeof(UserView)] = typeof(NewUser),
        [typeof(MeView)] = typeof(NewUser),
        [typeof(UserSummary)] = typeof(NewUser),
        [typeof(SessionView)] = typeof(NewSession),
        [typeof(SessionSummary)] = typeof(NewSession),
    };

    public static bool IsInput(Type type) => OfInput.ContainsKey(type);

    /// <summary>All that the rules say of a member; a rule with a condition never makes it required.</summary>
    public static IEnumerable<Constraint> Of(Type type, string member)
    {
        if (!OfInput.TryGetValue(Origins.GetValueOrDefault(type, type), out var validator))
            return [];
        return validator.CreateDescriptor().GetRulesForMember(member)
            .SelectMany(rule => rule.Components.Select(component => Read(component.Validator, rule.HasCondition || component.HasCondition)));
    }

    private static Constraint Read(IPropertyValidator validator, bool isConditional)
    {
        var constraint = validator switch
        {
            IConstrained constrained => constrained.Constraint,
            INotNullValidator => new Constraint { Required = true },
            _ => new Constraint(),
        };
        return isConditional ? constraint with { Required = false } : constraint;
    }
}
