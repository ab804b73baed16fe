using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Clinic.Core.Accounts;
using Clinic.Core.Catalogue;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using Clinic.Core.Users;

namespace Clinic.Ingestion;

/// <summary>
/// Turns the old clinic's rows into what they are here. Old data is not held to the rules of today: it is kept where it can be
/// kept, and where it cannot, left out with a note (<see cref="ImportRow.Repairs"/>); docs/adr/0035 has the list. Rejected, by a
/// <see cref="RowException"/> that names its column, is a row if there would have to be a guess whose it is, who may do what, or at a session.
/// </summary>
internal sealed partial class LegacyRows(ClinicCalendar calendar)
{
    /// <summary>The limits of lines: a name is in every session of its thanatologist, and other lines are in the item of the user.</summary>
    private const int LongestName = 200;
    private const int LongestLine = 1_000;

    /// <summary>In UTF-8: half of what an item of DynamoDB has, the other half is for addenda.</summary>
    private const int LongestEvaluation = 200_000;
    private const decimal HighestFee = 1_000_000_000;

    public static LegacyStaff Staff(ImportRow row)
    {
        var role = RoleNames.Parse(row["access_level"]?.Trim().ToLowerInvariant());
        if (role is null or Role.Patient)
            throw new RowException("access_level", "must be admin, admin_support or thanatologist");
        var email = row["email"];
        if (!TextRules.IsEmail(email))
        {
            row.Repair("email", "is no email address: without one nobody signs in");
            email = null;
        }
        var digest = row["password"]?.Trim().ToLowerInvariant() is { Length: 64 } text && text.All(char.IsAsciiHexDigit) ? text : null;
        var salt = row["salt"] is { Length: PasswordDigest.SaltLength } given && given.All(char.IsAsciiLetterOrDigit) ? given : null;
        if (digest is null || salt is null)
            row.Repair(digest is null ? "password" : "salt", "is not one of the old system: a new password has to be chosen, with a code by mail");
        var person = Person(row) with { Email = email };
        return new LegacyStaff(role.Value, person.Normalized(), digest is null || salt is null ? null : (digest, salt));
    }

    public MasterData Patient(ImportRow row) => (Person(row) with
    {
        Phone = Phone(row, "phone"),
        Gender = Gender(row),
        MaritalStatus = Line(row, "marital_status"),
        BirthDate = BirthDate(row),
        BirthPlace = Line(row, "birth_place"),
        Occupation = Line(row, "occupation"),
        Religion = Line(row, "religion"),
        ChildrenNote = Text(row, "children"),
    }).Normalized();

    public LegacyChild Child(ImportRow row)
    {
        if (row["firstname"] is null)
            throw new RowException("firstname", "is required");
        var child = new Child(Line(row, "firstname", LongestName), Line(row, "first_lastname", LongestName), Line(row, "second_lastname", LongestName), BirthDate(row), Gender(row));
        string[] parents = [.. new[] { Reference(row, "mother_id"), Reference(row, "father_id") }.OfType<string>().Distinct()];
        return parents.Length > 0
            ? new LegacyChild(new MasterData { Children = [child] }.Normalized().Children![0], parents)
            : throw new RowException("mother_id", "names no parent, and neither does father_id");
    }

    public static LegacyRecord Record(ImportRow row)
    {
        var isOpen = row["is_open"]?.Trim().ToLowerInvariant() switch
        {
            "t" or "true" or "1" or "y" or "yes" or "on" => true,
            "f" or "false" or "0" or "n" or "no" or "off" => false,
            null => (bool?)null,
            _ => throw new RowException("is_open", "must be t or f"),
        };
        if (isOpen is null)
            row.Repair("is_open", "is missing: the record is taken as open");
        return new LegacyRecord(Required(row, "user_id"), Required(row, "staff_id"), isOpen ?? true, Text(row, "ekr"));
    }

    public LegacySession Session(ImportRow row)
    {
        var date = Date(row, "session_date");
        if (date is null || date.Value.Year < 1900 || date > calendar.Today)
            throw new RowException("session_date", "must be a date such as 2024-05-16, from 1900 on and not after today");
        var service = InCatalogue(row, "service_type", ClinicCatalogue.ServiceTypes);
        var evaluation = Text(row, "evaluation")?.Trim() ?? "";
        if (Encoding.UTF8.GetByteCount(evaluation) > LongestEvaluation)
            throw new RowException("evaluation", $"must be at most {LongestEvaluation} bytes in UTF-8");
        return new LegacySession(
            row.Id,
            Number(row),
            Required(row, "record_id"),
            row["staff_id"]?.Trim() is "0" ? null : Reference(row, "staff_id"),
            date.Value,
            service,
            InCatalogue(row, "intervention_type", ClinicCatalogue.InterventionsOf(service)!),
            InCatalogue(row, "tool", ClinicCatalogue.Tools),
            InCatalogue(row, "motive", ClinicCatalogue.Motives),
            evaluation,
            Fee(row));
    }

    /// <summary>A session as a row again, which <see cref="Session"/> reads; a row has no empty values.</summary>
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
            ["recovery_fee"] = session.RecoveryFee.ToString(CultureInfo.InvariantCulture),
        };
        if (session.Evaluation.Length > 0)
            values.Add("evaluation", session.Evaluation);
        if (session.StaffId is not null)
            values.Add("staff_id", session.StaffId);
        return values;
    }

    /// <summary>What staff and patients have in common.</summary>
    private static MasterData Person(ImportRow row)
    {
        if (row["firstname"] is null && row["first_lastname"] is null)
            throw new RowException("firstname", "is required, or first_lastname");
        return new MasterData
        {
            FirstName = Line(row, "firstname", LongestName) ?? "",
            FirstLastName = Line(row, "first_lastname", LongestName) ?? "",
            SecondLastName = Line(row, "second_lastname", LongestName),
            Cellphone = Phone(row, "cellphone"),
            Address = new Address(Line(row, "street"), Line(row, "address_number"), Line(row, "neighborhood"), ZipCode(row)),
        };
    }

    /// <summary>Free text without control characters that do not belong into a text.</summary>
    private static string? Text(ImportRow row, string column) =>
        row[column] is not { } text || TextRules.IsText(text) ? row[column] : NoText().Replace(text.Replace('\u0085', '\n'), "");

    /// <summary>Text of one line: line breaks and tabs become blanks.</summary>
    private static string? Line(ImportRow row, string column, int longest = LongestLine)
    {
        if (Text(row, column) is not { } text)
            return null;
        var line = LineBreaks().Replace(text, " ").Trim();
        if (TextForm.LengthOf(line) <= longest)
            return line;
        row.Repair(column, $"has more than {longest} characters: the rest is left out");
        return string.Concat(line.EnumerateRunes().Take(longest)).TrimEnd();
    }

    /// <summary>Ten digits if it is a number of today, however it was grouped and whatever its prefix; otherwise as it was written.</summary>
    private static string? Phone(ImportRow row, string column)
    {
        var digits = PhonePunctuation().Replace(row[column] ?? "", "");
        return PhoneNumber().Match(digits) is { Success: true } number ? number.Groups["number"].Value : Line(row, column);
    }

    private static string? ZipCode(ImportRow row)
    {
        if (Line(row, "zip_code") is not { Length: 4 } code || !code.All(char.IsAsciiDigit))
            return Line(row, "zip_code");
        row.Repair("zip_code", "has four digits: the zero before them is put back");
        return "0" + code;
    }

    private static string? Gender(ImportRow row)
    {
        if (row["gender"] is not { } text || ClinicCatalogue.Genders.Find(text) is not null)
            return row["gender"];
        row.Repair("gender", "is none of the catalogue's: it is left out");
        return null;
    }

    private DateOnly? BirthDate(ImportRow row)
    {
        if (row["birth_date"] is null)
            return null;
        if (Date(row, "birth_date") is { Year: >= 1900 } date && date <= calendar.Today)
            return date;
        row.Repair("birth_date", "is no date such as 2024-05-16, from 1900 on and not in the future: it is left out");
        return null;
    }

    private static int Number(ImportRow row)
    {
        if (row["session_number"] is null)
            row.Repair("session_number", "is missing: the patient's sessions are numbered by their dates");
        return int.TryParse(row["session_number"]?.Trim() ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RowException("session_number", "must be a number from 0 on");
    }

    private static decimal Fee(ImportRow row)
    {
        var text = FeePunctuation().Replace(row["recovery_fee"] ?? "0", "");
        if (Thousands().IsMatch(text))
            text = text.Replace(",", "", StringComparison.Ordinal);
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var amount) || amount is < 0 or > HighestFee)
            throw new RowException("recovery_fee", "must be an amount such as 150.50");
        var rounded = decimal.Round(amount, 2, MidpointRounding.AwayFromZero);
        if (rounded != amount)
            row.Repair("recovery_fee", "has more than two decimals: it is rounded to them");
        return Money.Normalized(rounded);
    }

    /// <summary>A date, which may be followed by a time of day; null for anything else.</summary>
    private static DateOnly? Date(ImportRow row, string column) =>
        row[column]?.Trim() is { Length: >= 10 } text && (text.Length == 10 || text[10] is ' ' or 'T')
            && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static string InCatalogue(ImportRow row, string column, Vocabulary vocabulary) =>
        vocabulary.Find(row[column]) ?? throw new RowException(column, "must be one of " + string.Join(", ", vocabulary.Values));

    private static string Required(ImportRow row, string column) => Reference(row, column) ?? throw new RowException(column, "is required: the id of a row");

    private static string? Reference(ImportRow row, string column) =>
        row[column] is null ? null : LegacyId.Parse(row[column]) ?? throw new RowException(column, "must be the id of a row");

    [GeneratedRegex(@"[\p{Cc}-[\t\r\n]]")]
    private static partial Regex NoText();

    [GeneratedRegex(@"[\t\r\n\u2028\u2029]+")]
    private static partial Regex LineBreaks();

    [GeneratedRegex(@"[\s().\-/‐‑‒–—]")]
    private static partial Regex PhonePunctuation();

    /// <summary>The prefixes of Mexico's numbers: the country code, that of its mobiles, and those that were dialled until 2019.</summary>
    [GeneratedRegex(@"^(\+?52|\+?521|044|045|01)?(?<number>[0-9]{10})\z")]
    private static partial Regex PhoneNumber();

    [GeneratedRegex(@"[\s$]|MXN", RegexOptions.IgnoreCase)]
    private static partial Regex FeePunctuation();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?\z")]
    private static partial Regex Thousands();
}
