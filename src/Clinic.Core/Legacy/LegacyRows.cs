using System.Globalization;
using Clinic.Core.Accounts;
using Clinic.Core.Catalogue;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using FluentValidation;

namespace Clinic.Core.Legacy;

/// <summary>
/// The old clinic's rows as what they are here, under the rules that the same data has to meet in a request. A row that breaks one
/// is a <see cref="RowException"/> that names its column.
/// </summary>
internal sealed class LegacyRows(ClinicCalendar calendar, TimeProvider time)
{
    private static readonly Dictionary<string, string> ColumnOf = new()
    {
        ["FirstName"] = "firstname",
        ["FirstLastName"] = "first_lastname",
        ["SecondLastName"] = "second_lastname",
        ["Email"] = "email",
        ["Phone"] = "phone",
        ["Cellphone"] = "cellphone",
        ["Address.Street"] = "street",
        ["Address.Number"] = "address_number",
        ["Address.Neighborhood"] = "neighborhood",
        ["Address.ZipCode"] = "zip_code",
        ["Gender"] = "gender",
        ["MaritalStatus"] = "marital_status",
        ["BirthDate"] = "birth_date",
        ["BirthPlace"] = "birth_place",
        ["Occupation"] = "occupation",
        ["Religion"] = "religion",
        ["ChildrenNote"] = "children",
        ["Ekr"] = "ekr",
        ["Date"] = "session_date",
        ["ServiceType"] = "service_type",
        ["InterventionType"] = "intervention_type",
        ["Tool"] = "tool",
        ["Motive"] = "motive",
        ["Evaluation"] = "evaluation",
        ["RecoveryFee"] = "recovery_fee",
    };

    private readonly Lazy<NewUserRules> people = new(() => new NewUserRules(time));
    private readonly Lazy<ChildRules> children = new(() => new ChildRules(time));
    private readonly Lazy<NewRecordRules> records = new();
    private readonly Lazy<NewSessionRules> sessions = new(() => new NewSessionRules(calendar));

    public LegacyStaff Staff(ImportRow row)
    {
        var role = RoleNames.Parse(row["access_level"]?.Trim().ToLowerInvariant());
        if (role is null or Role.Patient)
            throw new RowException("access_level", "must be admin, admin_support or thanatologist");
        var digest = row["password"] is { Length: 64 } text && text.All(char.IsAsciiHexDigitLower)
            ? text
            : throw new RowException("password", "must be 64 lower-case hexadecimal digits");
        var salt = row["salt"] is { Length: PasswordDigest.SaltLength } given && given.All(char.IsAsciiLetterOrDigit)
            ? given
            : throw new RowException("salt", $"must be {PasswordDigest.SaltLength} letters and digits");
        return new LegacyStaff(role.Value, Person(row, role.Value), digest, salt);
    }

    public MasterData Patient(ImportRow row) => Person(row, Role.Patient);

    public LegacyChild Child(ImportRow row)
    {
        var child = new Child(row["firstname"], row["first_lastname"], row["second_lastname"], Date(row, "birth_date"), row["gender"]);
        Check(children.Value, child);
        string[] parents = [.. new[] { Reference(row, "mother_id"), Reference(row, "father_id") }.OfType<string>().Distinct()];
        return parents.Length > 0
            ? new LegacyChild(new MasterData { Children = [child] }.Normalized().Children![0], parents)
            : throw new RowException("mother_id", "names no parent, and neither does father_id");
    }

    public LegacyRecord Record(ImportRow row)
    {
        Check(records.Value, new NewRecord(null, row["ekr"]));
        var isOpen = row["is_open"]?.Trim().ToLowerInvariant() switch
        {
            "t" or "true" or "1" => true,
            "f" or "false" or "0" => false,
            _ => throw new RowException("is_open", "must be t or f"),
        };
        return new LegacyRecord(Required(row, "user_id"), Required(row, "staff_id"), isOpen, row["ekr"]);
    }

    public LegacySession Session(ImportRow row)
    {
        if (!int.TryParse(row["session_number"]?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            throw new RowException("session_number", "must be a number from 1 on");
        var fee = row["recovery_fee"] switch
        {
            null => 0,
            var text when decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) => amount,
            _ => throw new RowException("recovery_fee", "must be an amount such as 150.50"),
        };
        var recordId = Required(row, "record_id");
        var session = new NewSession(
            LegacyId.Patient(recordId), Date(row, "session_date"), row["service_type"], row["intervention_type"], row["tool"], row["motive"], row["evaluation"], fee);
        Check(sessions.Value, session);
        return new LegacySession(
            row.Id,
            number,
            recordId,
            Reference(row, "staff_id"),
            session.Date!.Value,
            ClinicCatalogue.ServiceTypes.Find(session.ServiceType)!,
            ClinicCatalogue.InterventionsOf(session.ServiceType)!.Find(session.InterventionType)!,
            ClinicCatalogue.Tools.Find(session.Tool)!,
            ClinicCatalogue.Motives.Find(session.Motive)!,
            session.Evaluation!.Trim(),
            Money.Normalized(fee));
    }

    /// <summary>A session as a row again, which <see cref="Session"/> reads.</summary>
    public static IReadOnlyDictionary<string, string> ValuesOf(LegacySession session)
    {
        var values = new Dictionary<string, string>
        {
            ["id"] = session.Id,
            ["session_number"] = session.Number.ToString(CultureInfo.InvariantCulture),
            ["record_id"] = session.RecordId,
            ["session_date"] = session.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["service_type"] = session.ServiceType,
            ["intervention_type"] = session.InterventionType,
            ["tool"] = session.Tool,
            ["motive"] = session.Motive,
            ["evaluation"] = session.Evaluation,
            ["recovery_fee"] = session.RecoveryFee.ToString(CultureInfo.InvariantCulture),
        };
        if (session.StaffId is not null)
            values.Add("staff_id", session.StaffId);
        return values;
    }

    private MasterData Person(ImportRow row, Role role)
    {
        var person = new NewUser
        {
            Role = role,
            FirstName = row["firstname"],
            FirstLastName = row["first_lastname"],
            SecondLastName = row["second_lastname"],
            Email = row["email"],
            Phone = row["phone"],
            Cellphone = row["cellphone"],
            Address = new Address(row["street"], row["address_number"], row["neighborhood"], row["zip_code"]),
            Gender = row["gender"],
            MaritalStatus = row["marital_status"],
            BirthDate = Date(row, "birth_date"),
            BirthPlace = row["birth_place"],
            Occupation = row["occupation"],
            Religion = row["religion"],
            ChildrenNote = row["children"],
        };
        Check(people.Value, person);
        return person.Normalized();
    }

    private static DateOnly? Date(ImportRow row, string column) => row[column] switch
    {
        null => null,
        var text when DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
        _ => throw new RowException(column, "must be a date such as 2024-05-16"),
    };

    private static string Required(ImportRow row, string column) => Reference(row, column) ?? throw new RowException(column, "is required: the id of a row");

    private static string? Reference(ImportRow row, string column) =>
        row[column] is null ? null : LegacyId.Parse(row[column]) ?? throw new RowException(column, "must be the id of a row");

    private static void Check<T>(IValidator<T> rules, T value)
    {
        if (rules.Validate(value).Errors is [var first, ..])
            throw new RowException(ColumnOf.GetValueOrDefault(first.PropertyName, "id"), first.ErrorMessage);
    }
}
