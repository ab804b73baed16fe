using System.Text.Json.Nodes;
using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
using Clinic.Core.ApiKeys;
using Clinic.Core.Care;
using Clinic.Core.Http;
using Clinic.Core.Exports;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Users;

namespace Clinic.Contract.OpenApi;

/// <summary>An example of each of the main responses. The accounts are those of the demo data.</summary>
internal static class ResponseExamples
{
    public static IReadOnlyDictionary<Type, string> All { get; } = new Dictionary<Type, string>
    {
        [typeof(ApiView)] = """
            {
              "name": "Clinic", "version": "2.1.0", "documentation": "https://api.example.org/openapi.json#/info/description",
              "openapi": "https://api.example.org/openapi.json"
            }
            """,
        [typeof(HealthView)] = """{ "status": "ok" }""",
        [typeof(SaltView)] = """{ "salt": "q3VfT0hZk1xSbn7W" }""",
        [typeof(TokensView)] = """
            {
              "accessToken": "eyJraWQiOiJ…", "idToken": "eyJraWQiOiJ…", "refreshToken": "eyJjdHkiOiJKV1Qi…", "expiresIn": 900, "tokenType": "Bearer",
              "user": { "id": "01990000-0000-7000-8000-000000000003", "firstName": "Lucía", "role": "thanatologist" }
            }
            """,
        [typeof(MfaEnrolment)] = """
            {
              "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
              "otpauthUri": "otpauth://totp/Clinic:admin%40clinic.test?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Clinic&algorithm=SHA1&digits=6&period=30"
            }
            """,
        [typeof(RecoveryCodesView)] = """{ "recoveryCodes": ["k7m2p-9xqrt", "c4ndh-w8e3z"] }""",
        [typeof(IntrospectionView)] = """
            {
              "active": true, "sub": "7f5bc712-28c4-4f63-9b12-e71e082d34e1", "userId": "01990000-0000-7000-8000-000000000003", "role": "thanatologist",
              "scope": "clinic/self clinic/users.read", "exp": 1773756900
            }
            """,
        [typeof(CreatedCalendarFeed)] = """
            {
              "id": "019ab5c2-7c1e-7d3a-9b1f-2a4c6e8d0f13",
              "url": "https://clinic.example.org/calendar/AZkAAAAAcACAAAAAAAAAA8Yl0n4kq2b7VfGm1sXw9ZrTtUcEoHpJiKdLaNvBxQyM.ics",
              "createdAt": "2026-11-25T18:00:00.000Z"
            }
            """,
        [typeof(CreatedApiKey)] = """
            {
              "id": "01990000-5b1e-7000-8000-3c0f7e2d9a41", "name": "Recordatorios de citas", "scopes": ["clinic/messages.read", "clinic/messages.send"],
              "key": "ck_01990000-5b1e-7000-8000-3c0f7e2d9a41_…"
            }
            """,
        [typeof(ServiceTokenView)] = """{ "accessToken": "eyJraWQiOiJ…", "expiresIn": 900, "tokenType": "Bearer", "scope": "clinic/messages.read clinic/messages.send" }""",
        [typeof(UserView)] = """
            {
              "id": "01990000-0000-7000-8000-000000000005", "role": "patient", "status": "active", "firstName": "Begoña", "firstLastName": "Muñoz",
              "secondLastName": "O'Farrill", "email": "patient@clinic.test", "cellphone": "5512345678", "gender": "Mujer", "birthDate": "1984-03-21",
              "reminders": { "mail": true, "sms": false },
              "record": {
                "isOpen": true, "thanatologistId": "01990000-0000-7000-8000-000000000003", "thanatologistName": "Lucía Sánchez Álvarez",
                "sessionCount": 3, "openedAt": "2025-02-20T16:30:00Z"
              },
              "version": 1, "createdAt": "2025-02-20T16:30:00Z", "updatedAt": "2025-02-20T16:30:00Z"
            }
            """,
        [typeof(SessionView)] = """
            {
              "id": "AZkAAAAAcACAAAAAAAAABQAAAAQ", "userId": "01990000-0000-7000-8000-000000000005",
              "thanatologistId": "01990000-0000-7000-8000-000000000003", "thanatologistName": "Lucía Sánchez Álvarez", "number": 4,
              "date": "2025-03-14", "serviceType": "Servicios Acompañamiento", "interventionType": "Tanatología", "tool": "Diálogo", "motive": "Duelo",
              "evaluation": "Habla por primera vez de la pérdida. Próxima sesión: carta de despedida.", "recoveryFee": 150.50,
              "createdAt": "2025-03-14T18:05:12Z", "startTime": "11:00", "minutes": 50, "mode": "in-person",
              "problem": "Duelo reciente.", "prognosis": "Favorable.", "plan": "Carta de despedida.",
              "signature": {
                "hash": "5d41402abc4b2a76b9719d911017c592ae1f0c4bf2a3f0c4d2f7a4c2b1e09d37", "previousHash": "7b52009b64fd0a2a49e6d8a939753077792b0554fb0b0e2a5c1d3e4f5a6b7c8d",
                "signedById": "01990000-0000-7000-8000-000000000003", "signedByName": "Lucía Sánchez Álvarez", "professionalLicence": "1234567",
                "signedAt": "2025-03-14T18:05:12Z"
              }
            }
            """,
        [typeof(ChainView)] = """{ "sessions": 42, "addenda": 3, "valid": true, "since": 1 }""",
        [typeof(GroupSessionView)] = """
            {
              "groupId": "01990000-9d41-7000-8000-7a1c3e5f9b20",
              "sessions": [ { "userId": "01990000-0000-7000-8000-000000000005", "id": "AZkAAAAAcACAAAAAAAAABQAAAAQ", "number": 4 } ],
              "absent": ["01990000-0000-7000-8000-0000000000ff"]
            }
            """,
        [typeof(DraftView)] = """
            {
              "userId": "01990000-0000-7000-8000-000000000005", "tool": "Diálogo", "minutes": 50, "evaluation": "Llega tarde; ayer soñó con él.",
              "version": 3, "updatedAt": "2025-03-14T18:05:12.000Z"
            }
            """,
        [typeof(ListView<DraftSummary>)] = """
            { "items": [ { "userId": "01990000-0000-7000-8000-000000000005", "patientName": "Begoña Muñoz O'Farrill", "updatedAt": "2025-03-14T18:05:12.000Z" } ] }
            """,
        [typeof(AvailabilityView)] = """
            {
              "minutes": 50, "step": 30, "buffer": 10, "noticeHours": 24, "horizonDays": 90,
              "rules": [ { "weekday": 1, "from": "09:00", "to": "14:00", "place": "Consultorio 2" } ],
              "exceptions": [ { "date": "2026-12-21", "closed": true, "to": "2027-01-03", "note": "Vacaciones" } ],
              "timeZone": "America/Mexico_City", "version": 1
            }
            """,
        [typeof(AppointmentView)] = """
            {
              "id": "01990000-9d41-7000-8000-2f6b1c8e5a70", "patientId": "01990000-0000-7000-8000-000000000005", "patientName": "Begoña Muñoz O'Farrill",
              "thanatologistId": "01990000-0000-7000-8000-000000000003", "thanatologistName": "Lucía Sánchez Álvarez",
              "start": "2035-03-19T16:00:00.000Z", "end": "2035-03-19T16:50:00.000Z", "minutes": 50, "mode": "video", "note": "Llamar antes",
              "status": "booked", "version": 1, "createdAt": "2035-03-14T18:05:12.000Z", "updatedAt": "2035-03-14T18:05:12.000Z"
            }
            """,
        [typeof(WaitingListEntryView)] = """
            {
              "id": "01990000-9d41-7000-8000-4c7e2a9b1d30", "patientId": "01990000-0000-7000-8000-000000000005", "patientName": "Begoña Muñoz O'Farrill",
              "weekdays": [1, 3], "from": "16:00", "to": "20:00", "until": "2035-03-30", "note": "Prefiere los lunes", "createdAt": "2035-03-14T18:05:12.000Z"
            }
            """,
        [typeof(LossView)] = """
            {
              "id": "01990000-9d41-7000-8000-6a1f3c5e7b90", "kind": "Muerte", "relation": "Madre", "name": "Elvira", "date": "2024-05-10", "circumstance": "Enfermedad",
              "expected": true, "notes": "La cuidó los últimos meses.", "followUp": true, "version": 1, "createdAt": "2035-03-14T18:05:12.000Z", "updatedAt": "2035-03-14T18:05:12.000Z"
            }
            """,
        [typeof(ListView<AnniversaryView>)] = """
            {
              "items": [
                {
                  "patientId": "01990000-0000-7000-8000-000000000005", "patientName": "Begoña Muñoz O'Farrill", "lossId": "01990000-9d41-7000-8000-6a1f3c5e7b90",
                  "date": "2035-05-10", "years": 11
                }
              ]
            }
            """,
        [typeof(TaskView)] = """
            {
              "id": "AZkAAAAAcACAAAAAAAAABQGZAACdQXAAgABqHzxee5AA", "patientId": "01990000-0000-7000-8000-000000000005", "patientName": "Begoña Muñoz O'Farrill",
              "assigneeId": "01990000-0000-7000-8000-000000000003", "text": "Llamar por el aniversario.", "due": "2035-05-10", "status": "done",
              "doneAt": "2035-05-10T16:20:00.000Z", "source": "person", "version": 2
            }
            """,
        [typeof(ListView<FreeTime>)] = """
            {
              "items": [
                { "start": "2026-11-30T15:00:00.000Z", "end": "2026-11-30T15:50:00.000Z", "modes": ["in-person", "phone", "video"], "place": "Consultorio 2" },
                { "start": "2026-11-30T15:30:00.000Z", "end": "2026-11-30T16:20:00.000Z", "modes": ["in-person", "phone", "video"], "place": "Consultorio 2" }
              ],
              "nextToken": "Zk9vYmFy…"
            }
            """,
        [typeof(InstrumentView)] = """
            {
              "id": "phq-2", "version": 1, "name": "PHQ-2",
              "items": [
                { "id": "q1", "text": "Tema: interés", "options": [ { "value": 0, "label": "0" }, { "value": 1, "label": "1" }, { "value": 2, "label": "2" }, { "value": 3, "label": "3" } ] },
                { "id": "q2", "text": "Tema: ánimo", "options": [ { "value": 0, "label": "0" }, { "value": 1, "label": "1" }, { "value": 2, "label": "2" }, { "value": 3, "label": "3" } ] }
              ],
              "score": "sum", "bands": [ { "from": 0, "to": 2, "label": "Negativa" }, { "from": 3, "to": 6, "label": "Positiva" } ],
              "flags": [ { "item": "q2", "atLeast": 3, "alert": { "kind": "other", "severity": "low" } } ], "maxMissing": 0, "language": "es-MX",
              "source": "Kroenke, Spitzer y Williams, Med Care 2003;41:1284-1292", "reliableChange": 2, "direction": "lower",
              "createdAt": "2035-03-14T18:05:12.000Z"
            }
            """,
        [typeof(InstrumentSummary)] = """{ "id": "phq-2", "version": 1, "name": "PHQ-2", "language": "es-MX", "source": "Kroenke, Spitzer y Williams, Med Care 2003;41:1284-1292", "updatedAt": "2035-03-14T18:05:12.000Z" }""",
        [typeof(AssessmentView)] = """
            {
              "id": "01990000-9d41-7000-8000-2f4b6d8e0a1c", "instrument": "phq-2", "version": 1, "at": "2035-03-14T18:05:12.000Z",
              "answers": { "q1": 2, "q2": 1 }, "score": 3, "band": "Positiva", "flags": [],
              "createdAt": "2035-03-14T18:05:12.000Z"
            }
            """,
        [typeof(AssessmentRequestView)] = """{ "id": "01990000-9d41-7000-8000-4b6d8e0a1c2f", "instrument": "phq-2", "version": 1, "createdAt": "2035-03-14T18:05:12.000Z" }""",
        [typeof(WaitingQuestionnaire)] = """
            {
              "id": "01990000-9d41-7000-8000-4b6d8e0a1c2f", "language": "es-MX",
              "items": [ { "id": "q1", "text": "Tema: interés", "options": [ { "value": 0, "label": "0" }, { "value": 1, "label": "1" }, { "value": 2, "label": "2" }, { "value": 3, "label": "3" } ] } ],
              "createdAt": "2035-03-14T18:05:12.000Z"
            }
            """,
        [typeof(AnsweredView)] = """{ "id": "01990000-9d41-7000-8000-4b6d8e0a1c2f", "answeredAt": "2035-03-15T17:00:00.000Z" }""",
        [typeof(OutcomesReport)] = """
            {
              "from": "2034-03-16", "to": "2035-03-14", "instrument": "phq-2", "groupBy": "motive",
              "items": [ { "label": "Duelo", "cases": 12, "meanChange": -6.25, "improvedShare": 0.6667 }, { "label": "menos de 5" } ], "total": 15
            }
            """,
        [typeof(AlertView)] = """
            {
              "id": "01990000-9d41-7000-8000-5d8f1b3a7c90", "kind": "self-harm", "severity": "moderate", "currentSeverity": "low",
              "text": "Tiene cortes recientes en un brazo.", "source": "person", "openedAt": "2035-03-14T18:05:12.000Z",
              "openedById": "01990000-0000-7000-8000-000000000003",
              "reviews": [
                {
                  "at": "2035-03-15T17:00:00.000Z", "byId": "01990000-0000-7000-8000-000000000003", "byName": "Lucía Sánchez Álvarez", "severity": "low",
                  "text": "Hablé con ella y con su hermana; vuelve el lunes."
                }
              ],
              "status": "open"
            }
            """,
        [typeof(SafetyPlanView)] = """
            {
              "warningSigns": ["Dejo de contestar el teléfono"], "ownMeans": ["Salir a caminar con el perro"], "distractions": ["El coro de los jueves"],
              "people": [ { "name": "Mi hermana Carmen", "phone": "5511223344" } ], "professionals": [ { "name": "Emergencias", "phone": "911" } ],
              "saferSurroundings": ["Mi hermana guarda los medicamentos"], "version": 1, "updatedAt": "2035-03-14T18:05:12.000Z"
            }
            """,
        [typeof(MessageView)] = """
            {
              "id": "01990000-7a3c-7000-8000-5f1d8e2a9c40", "channel": "mail", "to": "patient@clinic.test", "subject": "Su próxima sesión", "sender": "01990000-0000-7000-8000-000000000003",
              "status": "queued", "secure": true, "createdAt": "2025-03-14T18:05:12Z"
            }
            """,
        [typeof(DecryptedMessage)] = """{ "body": "Estimada Begoña: la esperamos el jueves a las 17 horas." }""",
        [typeof(ListView<SessionSummary>)] = """
            {
              "items": [
                {
                  "id": "AZkAAAAAcACAAAAAAAAABQAAAAM", "userId": "01990000-0000-7000-8000-000000000005", "number": 3, "date": "2025-03-07",
                  "interventionType": "Logoterapia", "thanatologistId": "01990000-0000-7000-8000-000000000003",
                  "thanatologistName": "Lucía Sánchez Álvarez"
                }
              ],
              "nextToken": "Zk9vYmFy…"
            }
            """,
        [typeof(GroupedReport)] = """
            {
              "from": "2026-10-29", "to": "2026-11-25", "groupBy": "motive", "labels": ["Duelo", "Ansiedad", "Viudez"], "values": [24, 9, 9], "total": 42,
              "previous": {
                "from": "2026-10-01", "to": "2026-10-28", "labels": ["Duelo", "Ansiedad", "Viudez", "Divorcio"], "values": [20, 11, 0, 4], "total": 35
              }
            }
            """,
        [typeof(ThanatologistsReport)] = """
            {
              "from": "2026-10-29", "to": "2026-11-25",
              "items": [
                {
                  "thanatologistId": "01990000-0000-7000-8000-000000000003", "name": "Lucía Sánchez Álvarez", "sessions": 42, "patients": 11,
                  "fees": 5120.50, "averageFee": 121.92, "openRecords": 14, "appointments": 51, "noShowRate": 0.0667, "utilisation": 0.5313
                }
              ]
            }
            """,
        [typeof(SummaryReport)] = """
            {
              "from": "2026-10-29", "to": "2026-11-25", "patients": 63, "newPatients": 8, "openRecords": 91, "closedRecords": 29, "sessions": 118,
              "fees": 14760.50, "appointments": 140, "noShowRate": 0.0476, "daysToFirstAppointment": 6, "groupSessions": 7
            }
            """,
        [typeof(ExportView)] = """
            {
              "id": "019ab5c2-7c1e-7d3a-9b1f-2a4c6e8d0f13", "state": "succeeded", "freeText": "masked", "createdAt": "2026-11-25T18:00:00.000Z",
              "createdById": "01990000-0000-7000-8000-000000000001", "finishedAt": "2026-11-25T18:00:04.000Z",
              "counts": { "patients": 118, "sessions": 1464, "suppressedPatients": 3, "suppressedSessions": 39 },
              "expiresAt": "2026-12-25T18:00:04.000Z",
              "files": [ { "name": "manifest.json", "url": "https://clinic-exports.example.org/exports/019ab5c2/manifest.json" } ]
            }
            """,
    };

    public static JsonNode? Find(Type type) => All.GetValueOrDefault(type) is { } json ? JsonNode.Parse(json) : null;
}
