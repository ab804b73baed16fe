using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Catalogue;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Local;
using Clinic.Demo;
using Clinic.Testing;

namespace Clinic.Benchmarks;

/// <summary>A research export, from the request to the last file: of many patients with notes of a usual length, and of fewer with the longest that there may be.</summary>
internal static class ResearchExports
{
    private const int SessionsPerPatient = 10;
    private const int LargestBatch = 25;

    private static readonly string[] Sentences =
    [
        "La paciente llega puntual y refiere que ha dormido mejor esta semana.", "Recuerda a su madre, Consuelo, y llora al hablar del hospital.",
        "Se trabaja la culpa con el ejercicio de la silla vacía.", "Su hermano Ramiro la acompaña desde el 12 de marzo de 2024.", "Pide que la llamen al 55 1234 5678 por la tarde.",
        "Vive con sus hijos en la colonia Roma Norte.", "Se acuerda continuar la meditación guiada todas las noches.", "Expresa enojo con el Dr. Arriaga por no haberle avisado a tiempo.",
        "Escribirá una carta de despedida y la traerá a la próxima sesión.", "Comparte que su correo es lucia.perez@example.org.",
    ];

    public static async Task MeasureAsync(LocalHost host)
    {
        using var admin = await BenchmarkClient.SignInAsync(host, DemoAccounts.Admin);
        using var dynamo = host.CreateDynamoDbClient();
        await MeasureAsync(host, admin, dynamo, patients: 3_000, characters: 600);
        FunctionProcesses.ReportPeakMemory();
        await MeasureAsync(host, admin, dynamo, patients: 100, characters: 20_000);
        FunctionProcesses.ReportPeakMemory();
    }

    private static async Task MeasureAsync(LocalHost host, HttpClient admin, IAmazonDynamoDB dynamo, int patients, int characters)
    {
        await WriteAsync(host, dynamo, patients, characters);
        var started = Stopwatch.GetTimestamp();
        using var asked = await admin.PostAsync(new Uri("/exports", UriKind.Relative), new StringContent("""{"freeText":"masked"}""", Encoding.UTF8, "application/json"));
        asked.EnsureSuccessStatusCode();
        var path = "/exports/" + JsonNode.Parse(await asked.Content.ReadAsStringAsync())!["id"];
        JsonNode export;
        do
        {
            await Task.Delay(100);
            export = JsonNode.Parse(await admin.GetStringAsync(new Uri(path, UriKind.Relative)))!;
        }
        while ((string)export["state"]! is "queued" or "running");
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"export of {patients} more patients, {SessionsPerPatient} sessions each of {characters} characters: {export["state"]} in {seconds:0.0} s, {export["counts"]?.ToJsonString()}, {export["files"]?.AsArray().Count} files"));
    }

    private static async Task WriteAsync(LocalHost host, IAmazonDynamoDB dynamo, int patients, int characters)
    {
        var random = new Random(patients);
        var now = TimeProvider.System.GetUtcNow();
        string Table(string id) => host.Template.Tables.Single(table => table.LogicalId == id).Name;
        var (users, sessions) = (new List<User>(), new List<Session>());
        for (var i = 0; i < patients; i++)
        {
            var id = Guid.CreateVersion7(now).ToString();
            users.Add(Patient(random, id, now));
            sessions.AddRange(Enumerable.Range(1, SessionsPerPatient).Select(number => Held(random, id, number, characters, now)));
        }
        await PutAsync(dynamo, Table("UsersTable"), users.Select(user => UserItems.Write(user).Attributes));
        await PutAsync(dynamo, Table("SessionsTable"), sessions.Select(session => SessionItems.Write(session).Attributes));
    }

    private static User Patient(Random random, string id, DateTimeOffset now) => new(
        id, Role.Patient, UserStatus.Active,
        new MasterData
        {
            FirstName = "Lucía",
            FirstLastName = "Pérez",
            SecondLastName = "Ñáñez",
            Gender = ClinicCatalogue.Genders.Values[random.Next(3)],
            BirthDate = new DateOnly(1940 + random.Next(60), 1 + random.Next(12), 1 + random.Next(28)),
            Occupation = "Maestra",
            MaritalStatus = "Casada",
            Address = new Address("Niños Héroes", "14", "Roma Norte", "06700"),
        },
        1, now, now, null, new PatientRecord(true, DemoAccounts.Thanatologist.Id, Text(random, 300), SessionsPerPatient, now.AddYears(-1), null));

    private static Session Held(Random random, string patient, int number, int characters, DateTimeOffset now)
    {
        var service = ClinicCatalogue.Services[random.Next(ClinicCatalogue.Services.Count)];
        return new Session(
            patient, number, DemoAccounts.Thanatologist.Id, null, new DateOnly(2026, 1, number), service.Name, service.Interventions.Values[0],
            ClinicCatalogue.Tools.Values[0], ClinicCatalogue.Motives.Values[0], Text(random, characters), 150, false, null, [], now);
    }

    private static string Text(Random random, int characters)
    {
        var text = new StringBuilder();
        while (text.Length < characters)
            text.Append(Sentences[random.Next(Sentences.Length)]).Append(' ');
        return text.ToString(0, characters);
    }

    /// <summary>25 items of the longest notes are half a megabyte, well below the most that a request may have.</summary>
    private static async Task PutAsync(IAmazonDynamoDB dynamo, string table, IEnumerable<Dictionary<string, AttributeValue>> items)
    {
        foreach (var batch in items.Chunk(LargestBatch))
            await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table] = [.. batch.Select(item => new WriteRequest(new PutRequest(item)))] } });
    }
}
