using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace Clinic.EndToEndTests.Legacy;

/// <summary>The old clinic's tables as CSV files in the staging bucket, read by the real worker.</summary>
[Collection(TheClinic.Name)]
public sealed class ImportTests(ClinicFixture clinic) : IDisposable
{
    private const string StaffHeader = "id,first_lastname,second_lastname,firstname,access_level,cellphone,zip_code,street,neighborhood,address_number,email,password,salt";
    private const string PatientHeader =
        "id,first_lastname,second_lastname,firstname,gender,marital_status,phone,cellphone,birth_date,birth_place,occupation,religion,zip_code,street,neighborhood,address_number,children";
    private const string ChildHeader = "id,first_lastname,second_lastname,firstname,birth_date,gender,mother_id,father_id";
    private const string RecordHeader = "id,ekr,staff_id,user_id,is_open";
    private const string SessionHeader = "id,tool,intervention_type,session_number,evaluation,session_date,service_type,motive,recovery_fee,record_id,staff_id";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly AmazonS3Client s3 = new(
        new BasicAWSCredentials("local", "local"), new AmazonS3Config { ServiceURL = clinic.Host.ServicesAddress.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true });

    public void Dispose() => s3.Dispose();

    [Fact]
    public async Task Files_in_the_worst_order_and_put_twice_come_to_the_same_end()
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("Duelo-71-7" + "a1b2c3d4e5f6g7h8")));
        string[] sessions =
        [
            "7101,Diálogo,Mindfullness,1,Habla de su hermana.,2024-05-16,Servicios Acompañamiento,Duelo,150.0,7101,",
            "7102,Otro,Biomagetismo,2,Duerme mejor.,2024-05-23,Servicios Holisticos,Enfermeda,0,7101,",
        ];
        await PutAsync("sessions.csv", SessionHeader, sessions);
        Assert.Equal("2", (await ResultAsync("sessions.csv"))["waiting"]!.ToJsonString());
        await PutAsync("children.csv", ChildHeader, "7101,Núñez,,Íñigo,2014-07-02,Hombre,7101,", "7102,Pérez,,Ana,2014-07-02,Mujer,,");
        await PutAsync("records.csv", RecordHeader, "7101,\"Refiere duelo.\nSegunda línea.\",7101,7101,t");
        await PutAsync("staff.csv", StaffHeader, $"7101,Ñáñez,O'Farrill,Lucía,thanatologist,5551819093,10528,Niños Héroes,San Ángel,193,importada71@example.org,{digest},a1b2c3d4e5f6g7h8");
        await ResultAsync("staff.csv");
        await PutAsync("patients.csv", PatientHeader, "7101,Núñez,Peña,Sofía,Mujer,Viuda,,5512345678,1984-03-21,Mérida,Enfermera,,06700,Insurgentes,Roma,12-B,\"1 hijo, \"\"Íñigo\"\"\"");
        await ResultAsync("patients.csv");

        var thanatologist = await SignInAsync();
        var patient = Assert.Single(await thanatologist.AllAsync("/users?role=patient&recordStatus=open"));
        var id = patient["id"]!.GetValue<string>();
        await AssertImportedAsync(thanatologist, id);
        var child = Assert.Single((await ResultAsync("children.csv"))["rejectedRows"]!.AsArray())!;
        Assert.Equal("3", child["line"]!.ToJsonString());

        await PutAsync("sessions-again.csv", SessionHeader, sessions);
        Assert.Equal("2", (await ResultAsync("sessions-again.csv"))["unchanged"]!.ToJsonString());
        await AssertImportedAsync(thanatologist, id);
    }

    [Fact]
    public async Task A_bad_row_is_named_and_stops_no_other_one()
    {
        await PutAsync("bad.csv", PatientHeader,
            "7201,Gómez,,Rosa,Mujer,,,5512345678,1984-03-21,,,,06700,,,,",
            "Robot,Gómez,,Rosa,Mujer,,,5512345678,1984-03-21,,,,06700,,,,",
            "7203,,,,Mujer,,,5512345678,1984-03-21,,,,06700,,,,",
            "7204,Gómez");

        var result = await ResultAsync("bad.csv");

        Assert.Equal(("finished", "4", "3"), (result["state"]!.GetValue<string>(), result["read"]!.ToJsonString(), result["rejected"]!.ToJsonString()));
        Assert.Equal(["3", "4", "5"], result["rejectedRows"]!.AsArray().Select(row => row!["line"]!.ToJsonString()).Order());
        Assert.DoesNotContain("Robot", result.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_file_of_the_old_clinic_is_refused_and_windows_1252_offered()
    {
        await PutAsync("header.csv", "id,name", "1,x");
        var latin = Encoding.Latin1.GetBytes($"{PatientHeader}\n7301,Muñoz,,Íñigo,Hombre,,,5512345678,1984-03-21,,,,06700,,,,\n");
        await PutAsync("latin.csv", latin);

        Assert.Equal("refused", (await ResultAsync("header.csv"))["state"]!.GetValue<string>());
        var offered = await ResultAsync("latin.csv");
        Assert.Equal(("refused", "windows-1252"), (offered["state"]!.GetValue<string>(), offered["offeredEncoding"]!.GetValue<string>()));
        Assert.Empty((await clinic.Admin.GetAsync("/users?q=mu%C3%B1oz%20i%C3%B1igo")).Is(200).Items);
    }

    [Fact]
    public async Task A_file_that_says_it_is_windows_1252_is_taken_with_its_letters()
    {
        await PutAsync("latin-staff.csv", StaffHeader, $"7401,Ibarra,,Ana,thanatologist,5551819093,10528,Calle,Roma,1,importada74@example.org,{new string('a', 64)},a1b2c3d4e5f6g7h8");
        await PutAsync("latin-records.csv", RecordHeader, "7401,Refiere duelo.,7401,7401,t");
        await ResultAsync("latin-staff.csv");
        await ResultAsync("latin-records.csv");
        await PutAsync("ñandú más.csv", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes($"{PatientHeader}\r\n7401,Ñúñez,,Íñigo,Hombre,,,5512345678,1984-03-21,,,,06700,,,,pagó 10 €\r\n"), "windows-1252");
        Assert.Equal("1", (await ResultAsync("ñandú más.csv"))["written"]!.ToJsonString());

        var found = Assert.Single((await clinic.Admin.GetAsync("/users?q=%C3%B1%C3%BA%C3%B1ez%20%C3%AD%C3%B1igo")).Is(200).Items);
        var patient = (await clinic.Admin.GetAsync($"/users/{found!["id"]!.GetValue<string>()}")).Is(200).Json;
        Assert.Equal(("Íñigo", "Ñúñez", "pagó 10 €"), (patient["firstName"]!.GetValue<string>(), patient["firstLastName"]!.GetValue<string>(), patient["childrenNote"]!.GetValue<string>()));
    }

    [Fact]
    public async Task What_was_written_then_is_kept_with_its_record_and_sessions()
    {
        await PutAsync("kept-staff.csv", StaffHeader, $"7501,Zeta,,Tana,thanatologist,(55) 1111-1111,06700,,,,importada75@example.org,{Digest("Duelo-75-7")},a1b2c3d4e5f6g7h8");
        await PutAsync("kept-users.csv", PatientHeader,
            "7501,Verano,,Ana,Mujer,,5512345678,,1980-02-29,,,,06700,,,,",
            $"7502,Nota,,Ana,Robot,,551,+52 55 1234 5678,29/02/1980,,{new string('x', 70)},,6700,,,,\"Leo, de 4;\nEva, de 2\"");
        await PutAsync("kept-records.csv", RecordHeader, "7501,,7501,7501,t", $"7502,\"{new string('ñ', 20_001)}\",7501,7502,");
        await PutAsync("kept-sessions.csv", SessionHeader,
            "7501,Dia\u0301logo,Tanatologi\u0301a,1,Texto,2022-07-01,Servicios Acompan\u0303amiento,Duelo,150.0,7501,",
            "7502,Diálogo,Tanatología,1,,2024-02-29,Servicios Acompañamiento,Duelo,\"1,150.005\",7502,0");
        foreach (var file in (string[])["kept-staff.csv", "kept-users.csv", "kept-records.csv", "kept-sessions.csv"])
            Assert.Equal("0", (await ResultAsync(file))["rejected"]!.ToJsonString());
        Assert.Equal(["birth_date", "gender", "zip_code"], (await ResultAsync("kept-users.csv"))["repairedRows"]!.AsArray().Select(row => row!["column"]!.GetValue<string>()).Order());

        var thanatologist = await clinic.Nobody.SignInAsync("importada75@example.org", "Duelo-75-7");
        var patients = await thanatologist.AllAsync("/users?role=patient&recordStatus=open");
        Assert.Equal(["Nota", "Verano"], patients.Texts("firstLastName"));
        var id = patients[0]["id"]!.GetValue<string>();
        var patient = (await thanatologist.GetAsync($"/users/{id}")).Is(200).Json;
        Assert.Equal(("Leo, de 4;\nEva, de 2", "551", "5512345678", new string('x', 70)),
            (patient["childrenNote"]!.GetValue<string>(), patient["phone"]!.GetValue<string>(), patient["cellphone"]!.GetValue<string>(), patient["occupation"]!.GetValue<string>()));
        Assert.Equal("1150.01", (await thanatologist.AllAsync($"/users/{id}/sessions")) is [var session] ? (await thanatologist.GetAsync($"/sessions/{session["id"]}")).Is(200).Json["recoveryFee"]!.ToJsonString() : "");
        Assert.Single(await thanatologist.AllAsync($"/users/{patients[1]["id"]}/sessions"));

        // Whoever edits the patient is not asked to put right what came so; a new value has to obey the rules.
        (await thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["cellphone"] = "5587654321" })).Is(200);
        (await thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "552" })).IsProblem(400, "phone");
    }

    [Fact]
    public async Task A_file_whose_letters_were_lost_before_is_refused()
    {
        await PutAsync("lost.csv", PatientHeader, "7601,Mu\ufffdoz,,Ana,Mujer,,,,,,,,,,,,");

        var result = await ResultAsync("lost.csv");

        Assert.Equal("refused", result["state"]!.GetValue<string>());
        Assert.StartsWith("Line 2 holds U+FFFD", result["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static string Digest(string password) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password + "a1b2c3d4e5f6g7h8")));

    private static async Task AssertImportedAsync(ApiClient thanatologist, string id)
    {
        var user = (await thanatologist.GetAsync($"/users/{id}")).Is(200).Json;
        Assert.Equal("1 hijo, \"Íñigo\"", user["childrenNote"]!.GetValue<string>());
        Assert.Equal("Íñigo", Assert.Single(user["children"]!.AsArray())!["firstName"]!.GetValue<string>());
        Assert.Equal("2", user["record"]!["sessionCount"]!.ToJsonString());
        var sessions = await thanatologist.AllAsync($"/users/{id}/sessions");
        Assert.Equal(["2", "1"], sessions.Texts("number"));
        Assert.Equal(["Biomagnetismo", "Mindfulness"], sessions.Texts("interventionType"));
        var report = (await thanatologist.GetAsync("/reports/sessions?groupBy=interventionType&from=2024-05-01&to=2024-05-31")).Is(200).Json;
        Assert.Equal("2", report["total"]!.ToJsonString());
    }

    /// <summary>With the password of the old system, which nobody had to change.</summary>
    private Task<ApiClient> SignInAsync() => clinic.Nobody.SignInAsync("importada71@example.org", "Duelo-71-7");

    private Task PutAsync(string name, string header, params string[] rows) => PutAsync(name, Encoding.UTF8.GetBytes(string.Join('\n', [header, .. rows, ""])));

    private async Task PutAsync(string name, byte[] content, string? encoding = null)
    {
        using var stream = new MemoryStream(content);
        var request = new PutObjectRequest { BucketName = Bucket, Key = "import/" + name, InputStream = stream };
        if (encoding is not null)
            request.Metadata["encoding"] = encoding;
        await s3.PutObjectAsync(request);
    }

    /// <summary>The result once the file is done with.</summary>
    private async Task<JsonObject> ResultAsync(string name)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        while (TimeProvider.System.GetUtcNow() < end)
        {
            if (await TryReadAsync($"import-results/{name}.json") is { } result && result["state"]!.GetValue<string>() != "running")
                return result;
            await Task.Delay(100);
        }
        throw new TimeoutException($"{name} is not done.\n{await clinic.ReadLogsAsync()}");
    }

    private async Task<JsonObject?> TryReadAsync(string key)
    {
        try
        {
            using var answer = await s3.GetObjectAsync(Bucket, key);
            using var reader = new StreamReader(answer.ResponseStream);
            return JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject();
        }
        catch (AmazonS3Exception missing) when (missing.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }

    private string Bucket => clinic.Host.Template.Buckets.Single(bucket => bucket.Contains("staging", StringComparison.Ordinal));
}
