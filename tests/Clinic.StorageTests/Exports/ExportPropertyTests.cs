using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Care;
using Clinic.Core.Exports;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Clinic.StorageTests.Exports;

/// <summary>Whoever the patients are and however people write of them: no word of their names and places and none of their numbers is in what the three tasks release.</summary>
public sealed class ExportPropertyTests(ITestOutputHelper output)
{
    private const int Patients = 60;
    private const int SessionsEach = 5;

    /// <summary>A few fixed seeds and a new one every time; the seed of a failure is printed.</summary>
    public static TheoryData<int> Seeds => [1996, 18, 188377235, 514183170, 1356325214, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Nothing_that_names_a_person_is_released(int seed)
    {
        output.WriteLine($"seed {seed}");
        var tables = new TableSet();
        await tables.InitializeAsync();
        await using var objects = await ObjectFixture.StartAsync();
        try
        {
            var traces = await FillAsync(tables, new Random(seed));
            var files = await new ClinicServices(tables).ExportAsync(tables, objects, FreeText.Masked);

            var released = Texts(files).ToList();
            Assert.True(released.Count > Patients * SessionsEach, "What was written is in the export.");
            var found = released.SelectMany(text => traces.In(text).Select(trace => $"«{trace}» in: {text}")).ToList();
            Assert.True(found.Count == 0, $"seed {seed}: {found.Count} traces\n{string.Join('\n', found.Take(40))}");
        }
        finally
        {
            await tables.DisposeAsync();
        }
    }

    private static async Task<Traces> FillAsync(TableSet tables, Random random)
    {
        var services = new ClinicServices(tables);
        var people = new InventedPeople(random);
        var traces = new Traces();
        var staff = new List<User>();
        while (staff.Count < 6)
            staff.Add(await services.StoreAsync(people.Staff()));
        staff.ForEach(member => traces.AddNames(member.Data));
        for (var i = 0; i < Patients; i++)
        {
            var patient = people.Patient(staff[random.Next(staff.Count)].Id);
            traces.AddPatient(patient.Data);
            var others = await AddCareAsync(services, tables, people, patient);
            others.ForEach(other => traces.AddPerson(other.Name, other.Phone));
            var notes = new InventedNotes(random, patient.Data, others, [.. staff.Select(member => member.Data)], traces);
            await services.StoreAsync(patient with { Record = patient.Record! with { Ekr = notes.Note() } });
            for (var number = 1; number <= SessionsEach; number++)
                await PutAsync(tables, Session(patient, number, notes));
        }
        Assert.Empty(traces.Shared([.. InventedNotes.Templates, "NOMBRE LUGAR FECHA TELÉFONO CORREO IDENTIFICADOR familia Comerciante", A.NewSession().ServiceType!, A.NewSession().InterventionType!]));
        return traces;
    }

    /// <summary>Whom the patient has lost, now shown or removed, and who is to help.</summary>
    private static async Task<List<PlanContact>> AddCareAsync(ClinicServices services, TableSet tables, InventedPeople people, User patient)
    {
        var (loss, removed) = (people.Loss(patient.Id), people.Loss(patient.Id) with { RemovedAt = A.Moment });
        var (before, after) = (people.Helper(), people.Helper());
        var transaction = new Transaction(tables.Dynamo);
        foreach (var item in new[] { loss, removed }.Select(LossItems.Write))
            await services.CareStore.AddPutAsync(transaction, item, null, LossItems.Texts);
        foreach (var plan in new[] { SafetyPlanView.Of(new SafetyPlanEdit(People: [before]).Normalized(), 1, A.Moment), SafetyPlanView.Of(new SafetyPlanEdit(Professionals: [after]).Normalized(), 2, A.Moment) })
            await services.CareStore.AddPutAsync(transaction, SafetyPlanItems.Write(patient.Id, plan), null, SafetyPlanItems.Texts);
        await transaction.CommitAsync();
        return [new PlanContact(loss.Name), new PlanContact(removed.Name), before, after, new PlanContact(patient.Data.EmergencyContact!.Name, patient.Data.EmergencyContact.Phone)];
    }

    private static Session Session(User patient, int number, InventedNotes notes)
    {
        var session = A.NewSession();
        return new Session(
            patient.Id, number, patient.Record!.ThanatologistId, null, A.Day, session.ServiceType!, session.InterventionType!, session.Tool!, session.Motive!, notes.Note(), 100,
            true, notes.Note(), [new Addendum(notes.Note(), patient.Record.ThanatologistId, null, A.Moment)], A.Moment)
        {
            Mode = AppointmentMode.Video,
            Minutes = 50,
            Problem = notes.Note(),
            Prognosis = notes.Note(),
            Plan = notes.Note(),
            GroupId = number == SessionsEach ? A.Id() : null,
            Remark = number == SessionsEach ? notes.Note() : null,
        };
    }

    private static async Task PutAsync(TableSet tables, Session session) =>
        await tables.Dynamo.PutItemAsync(new PutItemRequest { TableName = tables.Sessions, Item = SessionItems.Write(session).Attributes });

    /// <summary>
    /// Every value of every JSON line, and every CSV file as it is. Without the pseudonyms, which are random: five digits of one may be
    /// somebody's postal code.
    /// </summary>
    private static IEnumerable<string> Texts(IReadOnlyDictionary<string, string> files) => files
        .SelectMany(file => file.Key.EndsWith(".jsonl", StringComparison.Ordinal)
            ? file.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => Values(JsonNode.Parse(line)))
            : file.Key.EndsWith(".csv", StringComparison.Ordinal) ? file.Value.Split("\r\n") : [])
        .Select(text => Regex.Replace(text, @"\b[0-9a-f]{32}\b", ""));

    private static IEnumerable<string> Values(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Values(member.Value)),
        JsonArray items => items.SelectMany(Values),
        null => [],
        _ => [node.ToString()],
    };
}
