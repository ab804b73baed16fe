using System.Globalization;
using Clinic.Ingestion;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Legacy;

public sealed class LegacyRowsTests
{
    private const string Digest = "00d4159b5d106c9d058f2e04c6ca7ec42ba36546a468c07330b7c8d70fc5f768";

    private static readonly LegacyRows Rows = new(new ClinicCalendar(TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City"), A.Clock()));

    private static readonly Dictionary<LegacyTable, string> Valid = new()
    {
        [LegacyTable.Staff] = $"7|Ñáñez|O'Farrill|María José|thanatologist|5551819093|10528|Niños Héroes|San Ángel|193|t@example.org|{Digest}|dzdoc9is0j8ht9lg",
        [LegacyTable.Patients] = "7|Núñez|O'Farrill|Íñigo|Hombre|Viudo|5501826330|5576122202|2005-11-12|Mérida|Hogar|Católica|06700|5 de Mayo|Roma|12-B|1 hija, \"Nena\"",
        [LegacyTable.Children] = "7|Pérez|D'Angelo|Íñigo|2014-07-02|Hombre|4|5",
        [LegacyTable.Records] = "7|Refiere duelo.|3|4|t",
        [LegacyTable.Sessions] = "7|Diálogo|Tanatología|2|Habla de su hermana.|2024-05-16|Servicios Acompañamiento|Duelo|150.5|12|9",
    };

    [Fact]
    public void A_row_of_staff_becomes_staff_with_its_old_digest()
    {
        var staff = LegacyRows.Staff(Row(LegacyTable.Staff));

        Assert.Equal((Role.Thanatologist, (Digest, "dzdoc9is0j8ht9lg")), (staff.Role, staff.Password!.Value));
        Assert.Equal(("María José", "Ñáñez", "O'Farrill", "t@example.org"), (staff.Data.FirstName, staff.Data.FirstLastName, staff.Data.SecondLastName, staff.Data.Email));
        Assert.Equal(new Address("Niños Héroes", "193", "San Ángel", "10528"), staff.Data.Address);
        Assert.Equal("5551819093", staff.Data.Cellphone);
    }

    [Fact]
    public void A_row_of_a_patient_becomes_a_patient()
    {
        var patient = Rows.Patient(Row(LegacyTable.Patients));

        Assert.Equal(("Íñigo", "Núñez", "O'Farrill"), (patient.FirstName, patient.FirstLastName, patient.SecondLastName));
        Assert.Equal(("Hombre", "Viudo", "Mérida", "Hogar", "Católica"), (patient.Gender, patient.MaritalStatus, patient.BirthPlace, patient.Occupation, patient.Religion));
        Assert.Equal(("5501826330", "5576122202", new DateOnly(2005, 11, 12)), (patient.Phone, patient.Cellphone, patient.BirthDate));
        Assert.Equal((new Address("5 de Mayo", "12-B", "Roma", "06700"), "1 hija, \"Nena\""), (patient.Address, patient.ChildrenNote));
    }

    [Fact]
    public void A_patient_needs_a_name_and_nothing_else()
    {
        var patient = Rows.Patient(Row(LegacyTable.Patients, [.. LegacyTable.Patients.Columns.Except(["id", "first_lastname", "firstname"]).Select(column => (column, ""))]));

        Assert.Equal(new MasterData { FirstName = "Íñigo", FirstLastName = "Núñez" }, patient);
    }

    [Fact]
    public void A_child_has_one_parent_or_two()
    {
        Assert.Equal(["4", "5"], Rows.Child(Row(LegacyTable.Children)).Parents);
        Assert.Equal(["5"], Rows.Child(Row(LegacyTable.Children, ("mother_id", ""))).Parents);
        Assert.Equal(["4"], Rows.Child(Row(LegacyTable.Children, ("father_id", "04"))).Parents);
        Assert.Equal(new Child("Íñigo", "Pérez", "D'Angelo", new DateOnly(2014, 7, 2), "Hombre"), Rows.Child(Row(LegacyTable.Children)).Child);
    }

    [Theory]
    [InlineData("t", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData(" f ", false)]
    [InlineData("False", false)]
    [InlineData("0", false)]
    public void A_record_is_open_or_not(string text, bool isOpen) =>
        Assert.Equal(new LegacyRecord("4", "3", isOpen, "Refiere duelo."), LegacyRows.Record(Row(LegacyTable.Records, ("is_open", text))));

    [Fact]
    public void A_row_of_a_session_becomes_a_session() => Assert.Equal(
        new LegacySession("7", 2, "12", "9", new DateOnly(2024, 5, 16), "Servicios Acompañamiento", "Tanatología", "Diálogo", "Duelo", "Habla de su hermana.", 150.5m),
        Rows.Session(Row(LegacyTable.Sessions)));

    [Fact]
    public void A_session_without_staff_or_fee_is_the_records_and_free()
    {
        var session = Rows.Session(Row(LegacyTable.Sessions, ("staff_id", ""), ("recovery_fee", "")));

        Assert.Equal((null, 0m), (session.StaffId, session.RecoveryFee));
    }

    [Theory]
    [InlineData("Servicios Holisticos", "Biomagetismo", "Enfermeda", "Servicios Holísticos", "Biomagnetismo", "Enfermedad")]
    [InlineData("SERVICIOS HOLÍSTICOS", "Cama Térmica de Jade", " duelo ", "Servicios Holísticos", "Cama térmica de Jade", "Duelo")]
    [InlineData("Servicios Acompañamiento", "Mindfullness", "stress", "Servicios Acompañamiento", "Mindfulness", "Stress")]
    [InlineData("servicios acompañamiento ", "Acompañamiento Grupo", "Viudez", "Servicios Acompañamiento", "Acompañamiento Grupal", "Viudez")]
    [InlineData("Herramientas Alternativas", "flores de bach", "Otro", "Herramientas Alternativas", "Flores de Bach", "Otro")]
    public void The_catalogues_aliases_become_its_words(string service, string intervention, string motive, string toService, string toIntervention, string toMotive)
    {
        var session = Rows.Session(Row(LegacyTable.Sessions, ("service_type", service), ("intervention_type", intervention), ("motive", motive)));

        Assert.Equal((toService, toIntervention, toMotive), (session.ServiceType, session.InterventionType, session.Motive));
    }

    /// <summary>What was written then is not held to the rules of today.</summary>
    [Theory]
    [InlineData("cetac_user", "children", "Leo, de 4;\nEva, de 2\r\n\tLuz", "Leo, de 4;\nEva, de 2\r\n\tLuz")]
    [InlineData("cetac_user", "children", "LONG9000", "LONG9000")]
    [InlineData("cetac_user", "children", "a\u0001\u0085b", "a\nb")]
    [InlineData("cetac_user", "firstname", "LONG61", "LONG61")]
    [InlineData("cetac_user", "first_lastname", "", "")]
    [InlineData("cetac_user", "second_lastname", "De la\r\nCruz", "De la Cruz")]
    [InlineData("cetac_user", "marital_status", "LONG41", "LONG41")]
    [InlineData("cetac_user", "occupation", "Maestra\u0007\tde\u2028primaria", "Maestra de primaria")]
    [InlineData("cetac_user", "religion", "Catolico\u0301\u200b", "Catolicó")]
    [InlineData("cetac_user", "birth_place", "LONG1000", "LONG1000")]
    [InlineData("cetac_user", "phone", "(55) 1234-5678", "5512345678")]
    [InlineData("cetac_user", "phone", "+52 1 55 1234 5678", "5512345678")]
    [InlineData("cetac_user", "cellphone", "044 55 1234 5678", "5512345678")]
    [InlineData("cetac_user", "cellphone", "551234567 (trabajo)", "551234567 (trabajo)")]
    [InlineData("cetac_user", "zip_code", "A6700", "A6700")]
    [InlineData("cetac_user", "street", "LONG81", "LONG81")]
    [InlineData("cetac_user", "birth_date", "2005-11-12 00:00:00", "2005-11-12")]
    [InlineData("cetac_record", "ekr", "LONG20001", "LONG20001")]
    [InlineData("cetac_record", "ekr", "Uno\u0000\u001b\nDos", "Uno\nDos")]
    [InlineData("cetac_session", "evaluation", "LONG20001", "LONG20001")]
    [InlineData("cetac_session", "evaluation", "", "")]
    [InlineData("cetac_session", "recovery_fee", "$1,150.50", "1150.5")]
    [InlineData("cetac_session", "recovery_fee", "1.5E+2", "150")]
    [InlineData("cetac_session", "recovery_fee", "100000.01", "100000.01")]
    [InlineData("cetac_session", "session_number", "0", "0")]
    [InlineData("cetac_session", "staff_id", "0", "")]
    [InlineData("cetac_session", "session_date", "2024-05-16T10:30:00", "2024-05-16")]
    [InlineData("cetac_session", "tool", "Meditacio\u0301n", "Meditación")]
    [InlineData("cetac_staff", "password", "00D4159B5D106C9D058F2E04C6CA7EC42BA36546A468C07330B7C8D70FC5F768", "")]
    [InlineData("cetac_staff", "cellphone", "555-181909", "555-181909")]
    public void What_can_be_kept_is_kept(string table, string column, string value, string kept)
    {
        var row = Row(LegacyTable.All.Single(one => one.Name == table), (column, Long(value)));

        var read = Read(row);

        Assert.Empty(row.Repairs);
        if (kept.Length > 0)
            Assert.Contains(Long(kept), Values(read).Split('\u001f'));
    }

    [Theory]
    [InlineData("cetac_user", "gender", "Robot", "")]
    [InlineData("cetac_user", "birth_date", "12/11/2005", "")]
    [InlineData("cetac_user", "birth_date", "0000-00-00", "")]
    [InlineData("cetac_user", "birth_date", "2026-11-25", "")]
    [InlineData("cetac_user", "birth_date", "1899-12-30", "")]
    [InlineData("cetac_user", "zip_code", "6700", "06700")]
    [InlineData("cetac_user", "occupation", "LONG1001", "LONG1000")]
    [InlineData("cetac_user", "firstname", "LONG201", "LONG200")]
    [InlineData("user_child", "gender", "X", "")]
    [InlineData("user_child", "birth_date", "2026-11-25", "")]
    [InlineData("cetac_record", "is_open", "", "True")]
    [InlineData("cetac_session", "session_number", "", "0")]
    [InlineData("cetac_session", "recovery_fee", "150.005", "150.01")]
    [InlineData("cetac_session", "recovery_fee", "149.99999999999997", "150")]
    [InlineData("cetac_staff", "email", "", "")]
    [InlineData("cetac_staff", "email", "at example.org", "")]
    [InlineData("cetac_staff", "password", "plain-text", "")]
    [InlineData("cetac_staff", "password", "", "")]
    [InlineData("cetac_staff", "salt", "dzdoc9is0j8ht9lñ", "")]
    public void What_cannot_is_left_out_with_a_note(string table, string column, string value, string kept)
    {
        var row = Row(LegacyTable.All.Single(one => one.Name == table), (column, Long(value)));

        var read = Read(row);

        var (repaired, repair) = Assert.Single(row.Repairs.Distinct());
        Assert.Equal(column, repaired);
        if (value.Length > 2)
        {
            Assert.DoesNotContain(Long(value), repair, StringComparison.Ordinal);
            Assert.DoesNotContain(Long(value), Values(read).Split('\u001f'));
        }
        if (kept.Length > 0)
            Assert.Contains(Long(kept), Values(read).Split('\u001f'));
    }

    [Fact]
    public void Somebody_without_any_name_is_rejected() =>
        Assert.Equal("firstname", Assert.Throws<RowException>(() => Rows.Patient(Row(LegacyTable.Patients, ("firstname", "\u200b"), ("first_lastname", " ")))).Column);

    /// <summary>Every rule of every column, each broken by itself: the reason names the column and does not repeat the value.</summary>
    [Theory]
    [InlineData("cetac_staff", "access_level", "")]
    [InlineData("cetac_staff", "access_level", "patient")]
    [InlineData("cetac_staff", "access_level", "root")]
    [InlineData("user_child", "firstname", "")]
    [InlineData("user_child", "mother_id", "x")]
    [InlineData("user_child", "father_id", "0")]
    [InlineData("cetac_record", "staff_id", "")]
    [InlineData("cetac_record", "user_id", "")]
    [InlineData("cetac_record", "user_id", "x")]
    [InlineData("cetac_record", "is_open", "maybe")]
    [InlineData("cetac_session", "tool", "")]
    [InlineData("cetac_session", "tool", "Martillo")]
    [InlineData("cetac_session", "intervention_type", "")]
    [InlineData("cetac_session", "intervention_type", "Reiki")] // of another service
    [InlineData("cetac_session", "session_number", "-1")]
    [InlineData("cetac_session", "session_number", "99999999999")]
    [InlineData("cetac_session", "session_date", "")]
    [InlineData("cetac_session", "session_date", "2026-11-23")] // tomorrow in Mexico City
    [InlineData("cetac_session", "session_date", "1899-12-31")]
    [InlineData("cetac_session", "session_date", "16/05/2024")]
    [InlineData("cetac_session", "service_type", "Masajes")]
    [InlineData("cetac_session", "motive", "Aburrimiento")]
    [InlineData("cetac_session", "recovery_fee", "-1")]
    [InlineData("cetac_session", "recovery_fee", "150,5")]
    [InlineData("cetac_session", "recovery_fee", "1e400")]
    [InlineData("cetac_session", "recovery_fee", "NaN")]
    [InlineData("cetac_session", "evaluation", "LONG100001")]
    [InlineData("cetac_session", "record_id", "")]
    [InlineData("cetac_session", "record_id", "x")]
    [InlineData("cetac_session", "staff_id", "x")]
    public void A_broken_rule_names_its_column_and_not_the_value(string table, string column, string value)
    {
        var text = Long(value);
        var row = Row(LegacyTable.All.Single(one => one.Name == table), (column, text));

        var error = Assert.Throws<RowException>(() => Read(row));

        Assert.Equal(column, error.Column);
        if (value.Length > 2)
            Assert.DoesNotContain(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_child_without_parents_is_rejected_with_the_reason()
    {
        var error = Assert.Throws<RowException>(() => Rows.Child(Row(LegacyTable.Children, ("mother_id", ""), ("father_id", ""))));

        Assert.Equal(("mother_id", "names no parent, and neither does father_id"), (error.Column, error.Message));
    }

    [Theory]
    [InlineData("cetac_user", "firstname", "LONG60")]
    [InlineData("cetac_user", "birth_date", "1900-01-01")]
    [InlineData("cetac_user", "gender", " mujer ")]
    [InlineData("cetac_user", "children", "LONG500")]
    [InlineData("cetac_record", "ekr", "")]
    [InlineData("cetac_record", "ekr", "LONG20000")]
    [InlineData("cetac_session", "evaluation", "LONG20000")]
    [InlineData("cetac_session", "session_date", "2026-11-22")]
    [InlineData("cetac_session", "recovery_fee", "100000")]
    [InlineData("cetac_session", "recovery_fee", "0.10")]
    [InlineData("cetac_staff", "access_level", " Admin_Support ")]
    public void What_is_just_within_a_rule_is_taken(string table, string column, string value)
    {
        Read(Row(LegacyTable.All.Single(one => one.Name == table), (column, Long(value))));
    }

    [Fact]
    public void A_table_is_known_by_its_columns_in_any_order()
    {
        Assert.All(LegacyTable.All, table => Assert.Same(table, LegacyTable.Of([.. table.Columns.Reverse()])));
        Assert.Null(LegacyTable.Of([.. LegacyTable.Records.Columns, "more"]));
        Assert.Null(LegacyTable.Of([.. LegacyTable.Records.Columns.Skip(1)]));
        Assert.Null(LegacyTable.Of(["id", "id", "ekr", "staff_id", "user_id"]));
    }

    private static string Long(string value) => value.StartsWith("LONG", StringComparison.Ordinal) ? new string('ñ', int.Parse(value[4..], CultureInfo.InvariantCulture)) : value;

    /// <summary>All that was read, each for itself.</summary>
    private static string Values(object read) => string.Join('\u001f', (IEnumerable<object?>)(read switch
    {
        LegacyStaff { Data: var data } => [.. Values(data), data.Email],
        MasterData data => Values(data),
        LegacyChild { Child: var child } => [child.FirstName, child.FirstLastName, child.SecondLastName, child.BirthDate, child.Gender],
        LegacyRecord record => [record.Ekr, record.IsOpen],
        LegacySession session => [session.Number, session.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), session.Tool, session.Evaluation, session.RecoveryFee.ToString(CultureInfo.InvariantCulture)],
        _ => throw new ArgumentOutOfRangeException(nameof(read)),
    }));

    private static object?[] Values(MasterData data) =>
    [
        data.FirstName, data.FirstLastName, data.SecondLastName, data.Phone, data.Cellphone, data.Address?.Street, data.Address?.ZipCode, data.Gender, data.MaritalStatus,
        data.BirthDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), data.BirthPlace, data.Occupation, data.Religion, data.ChildrenNote,
    ];

    private static object Read(ImportRow row) => row.Table switch
    {
        var table when table == LegacyTable.Staff => LegacyRows.Staff(row),
        var table when table == LegacyTable.Patients => Rows.Patient(row),
        var table when table == LegacyTable.Children => Rows.Child(row),
        var table when table == LegacyTable.Records => LegacyRows.Record(row),
        _ => Rows.Session(row),
    };

    private static ImportRow Row(LegacyTable table, params (string Column, string Value)[] changes)
    {
        var values = table.Columns.Zip(Valid[table].Split('|')).ToDictionary();
        foreach (var (column, value) in changes)
            values[column] = value;
        return ImportRow.Of(table, 2, table.Columns, [.. table.Columns.Select(column => values[column])]);
    }
}
