using System.Text.Json.Nodes;
using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
using Clinic.Core.ApiKeys;
using Clinic.Core.Care;
using Clinic.Core.Exports;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Route = Clinic.Core.Http.Route;

namespace Clinic.Contract.OpenApi;

/// <summary>An example of each body that is sent. The accounts are those of the demo data.</summary>
internal static class RequestExamples
{
    private static readonly Dictionary<Type, string> Patches = new()
    {
        [typeof(UserEdit)] = """{ "cellphone": "5598765432", "title": null, "address": { "city": "Cuernavaca" }, "reminders": { "sms": true } }""",
        [typeof(AppointmentEdit)] = """{ "status": "confirmed", "note": null }""",
        [typeof(LossEdit)] = """{ "date": "2024-05-11", "circumstance": null }""",
        [typeof(TaskEdit)] = """{ "status": "done" }""",
    };

    public static IReadOnlyDictionary<Type, string> All { get; } = new Dictionary<Type, string>
    {
        [typeof(SaltRequest)] = """{ "email": "thanatologist@clinic.test" }""",
        [typeof(LoginRequest)] = """{ "email": "thanatologist@clinic.test", "password": "duelo-y-esperanza" }""",
        [typeof(Credentials)] = """{ "email": "patient@clinic.test", "password": "duelo-y-esperanza" }""",
        [typeof(MfaLogin)] = """{ "session": "5e0c2a91.q83vEjRWeJ…", "code": "492039" }""",
        [typeof(NewSecondFactor)] = """{ "currentPassword": "duelo-y-esperanza" }""",
        [typeof(MfaCode)] = """{ "code": "492039" }""",
        [typeof(RefreshRequest)] = """{ "refreshToken": "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIn0.…" }""",
        [typeof(LogoutRequest)] = """{ "refreshToken": "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIn0.…" }""",
        [typeof(PasswordChange)] = """{ "currentPassword": "duelo-y-esperanza", "newPassword": "un camino que se anda" }""",
        [typeof(ForgotPassword)] = """{ "email": "thanatologist@clinic.test" }""",
        [typeof(PasswordReset)] = """{ "email": "thanatologist@clinic.test", "code": "49203917", "newPassword": "un camino que se anda" }""",
        [typeof(IntrospectionRequest)] = """{ "token": "eyJraWQiOiJ…" }""",
        [typeof(NewApiKey)] = """{ "name": "Recordatorios de citas", "scopes": ["clinic/messages.send", "clinic/messages.read"] }""",
        [typeof(NewUser)] = """
            {
              "role": "patient", "firstName": "Sofía", "firstLastName": "Núñez", "secondLastName": "Peña", "cellphone": "5512345678",
              "address": { "street": "Av. Insurgentes", "number": "12-B", "neighborhood": "Roma Norte", "zipCode": "06700", "city": "Ciudad de México" },
              "gender": "Mujer", "maritalStatus": "Viuda", "birthDate": "1984-03-21", "birthPlace": "Mérida", "occupation": "Enfermera",
              "children": [ { "firstName": "Íñigo", "birthDate": "2014-07-02", "gender": "Hombre" } ], "reminders": { "sms": true },
              "emergencyContact": { "name": "Amparo Peña Ruiz", "relation": "Madre", "phone": "5511223344" },
              "record": { "thanatologistId": "01990000-0000-7000-8000-000000000003", "ekr": "Duelo reciente por la muerte de su esposo." }
            }
            """,
        [typeof(UserEdit)] = """
            {
              "role": "patient", "firstName": "Sofía", "firstLastName": "Núñez", "secondLastName": "Peña", "cellphone": "5598765432",
              "gender": "Mujer", "maritalStatus": "Viuda", "birthDate": "1984-03-21", "occupation": "Enfermera", "reminders": { "mail": true, "sms": true }
            }
            """,
        [typeof(RecordEdit)] = """{ "isOpen": true, "ekr": "Duelo reciente por la muerte de su esposo. Duerme mejor." }""",
        [typeof(NewSession)] = """
            {
              "userId": "01990000-0000-7000-8000-000000000005", "date": "2025-03-14", "serviceType": "Servicios Acompañamiento",
              "interventionType": "Tanatología", "tool": "Diálogo", "motive": "Duelo", "recoveryFee": 150.50,
              "evaluation": "Habla por primera vez de la pérdida. Próxima sesión: carta de despedida.",
              "startTime": "11:00", "minutes": 50, "mode": "in-person", "problem": "Duelo reciente.", "prognosis": "Favorable.", "plan": "Carta de despedida."
            }
            """,
        [typeof(AvailabilityEdit)] = """
            {
              "minutes": 50, "step": 30, "buffer": 10, "noticeHours": 24,
              "rules": [
                { "weekday": 1, "from": "09:00", "to": "14:00", "place": "Consultorio 2" },
                { "weekday": 3, "from": "16:00", "to": "20:00", "modes": ["phone", "video"], "validFrom": "2027-01-01" }
              ],
              "exceptions": [
                { "date": "2026-12-21", "to": "2027-01-03", "closed": true, "note": "Vacaciones" },
                { "date": "2027-01-09", "from": "10:00", "to": "13:00", "place": "Consultorio 1" }
              ]
            }
            """,
        [typeof(NewAppointment)] = """
            { "patientId": "01990000-0000-7000-8000-000000000005", "start": "2035-03-19T10:00:00-06:00", "minutes": 50, "mode": "video", "note": "Llamar antes", "override": true }
            """,
        [typeof(AppointmentEdit)] = """
            {
              "thanatologistId": "01990000-0000-7000-8000-000000000003", "start": "2035-03-19T10:00:00-06:00", "minutes": 50, "mode": "video",
              "status": "cancelled", "reason": "La paciente viaja"
            }
            """,
        [typeof(NewWaitingListEntry)] = """
            { "patientId": "01990000-0000-7000-8000-000000000005", "weekdays": [1, 3], "from": "16:00", "to": "20:00", "until": "2035-03-30", "note": "Prefiere los lunes" }
            """,
        [typeof(LossEdit)] = """
            {
              "kind": "Muerte", "relation": "Madre", "name": "Elvira", "date": "2024-05-10", "circumstance": "Enfermedad", "expected": true,
              "notes": "La cuidó los últimos meses.", "followUp": true
            }
            """,
        [typeof(InstrumentEdit)] = """
            {
              "name": "PHQ-2",
              "items": [
                { "id": "q1", "text": "Tema: interés", "options": [ { "value": 0, "label": "0" }, { "value": 1, "label": "1" }, { "value": 2, "label": "2" }, { "value": 3, "label": "3" } ] },
                { "id": "q2", "text": "Tema: ánimo", "options": [ { "value": 0, "label": "0" }, { "value": 1, "label": "1" }, { "value": 2, "label": "2" }, { "value": 3, "label": "3" } ] }
              ],
              "score": "sum", "bands": [ { "from": 0, "to": 2, "label": "Negativa" }, { "from": 3, "to": 6, "label": "Positiva" } ],
              "flags": [ { "item": "q2", "atLeast": 3, "alert": { "kind": "other", "severity": "low" } } ], "maxMissing": 0, "language": "es-MX",
              "source": "Kroenke, Spitzer y Williams, Med Care 2003;41:1284-1292", "reliableChange": 2, "direction": "lower"
            }
            """,
        [typeof(NewAssessment)] = """{ "instrument": "phq-2", "answers": { "q1": 2, "q2": 1 } }""",
        [typeof(NewAssessmentRequest)] = """{ "instrument": "phq-2" }""",
        [typeof(NewAnswers)] = """{ "answers": { "q1": 2, "q2": 1 } }""",
        [typeof(NewTask)] = """{ "patientId": "01990000-0000-7000-8000-000000000005", "text": "Llamar por el aniversario.", "due": "2035-05-10" }""",
        [typeof(TaskEdit)] = """{ "assigneeId": "01990000-0000-7000-8000-000000000003", "text": "Llamar por el aniversario.", "due": "2035-05-10", "status": "done" }""",
        [typeof(NewAlert)] = """{ "kind": "self-harm", "severity": "moderate", "text": "Tiene cortes recientes en un brazo." }""",
        [typeof(NewAlertReview)] = """{ "text": "Hablé con ella y con su hermana; vuelve el lunes.", "severity": "low" }""",
        [typeof(SafetyPlanEdit)] = """
            {
              "warningSigns": ["Dejo de contestar el teléfono"], "ownMeans": ["Salir a caminar con el perro"], "distractions": ["El coro de los jueves"],
              "people": [ { "name": "Mi hermana Carmen", "phone": "5511223344" } ], "professionals": [ { "name": "Emergencias", "phone": "911" } ],
              "saferSurroundings": ["Mi hermana guarda los medicamentos"]
            }
            """,
        [typeof(NewMessage)] = """
            { "to": "patient@clinic.test", "subject": "Su próxima sesión", "body": "Estimada Begoña: la esperamos el jueves a las 17 horas.", "storeSecure": true }
            """,
        [typeof(NewGroupSession)] = """
            {
              "date": "2025-03-14", "startTime": "17:00", "serviceType": "Servicios Acompañamiento", "interventionType": "Acompañamiento Grupal",
              "tool": "Diálogo", "motive": "Duelo Grupal", "evaluation": "El grupo habló de la culpa.",
              "attendees": [
                { "userId": "01990000-0000-7000-8000-000000000005", "arrived": true, "remark": "Habló por primera vez.", "recoveryFee": 50 },
                { "userId": "01990000-0000-7000-8000-0000000000ff", "arrived": false }
              ]
            }
            """,
        [typeof(DraftEdit)] = """{ "tool": "Diálogo", "minutes": 50, "evaluation": "Llega tarde; ayer soñó con él." }""",
        [typeof(NewAddendum)] = """{ "text": "La paciente llamó: pide adelantar la próxima sesión." }""",
        [typeof(NewExport)] = """{ "freeText": "masked" }""",
    };

    /// <summary>The members of a merge patch, in which null removes a member.</summary>
    public static JsonNode? Find(Route route) =>
        (route.IsMergePatch ? Patches[route.Body!] : All.GetValueOrDefault(route.Body!)) is { } json ? JsonNode.Parse(json) : null;
}
