using System.Text.Json.Serialization;
using Clinic.Core.Agenda;
using Clinic.Core.Json;
using Clinic.Core.Sessions;

namespace Clinic.Core.Errors;

/// <summary>
/// The closed list of problems. The code never changes; the texts may. From here come the responses, the OpenAPI document and
/// <c>docs/problems.md</c>.
/// </summary>
[JsonConverter(typeof(ProblemCodeConverter))]
public sealed class ProblemCode
{
    private static readonly List<ProblemCode> Listed = [];

    private ProblemCode(string name, int status, Phrase title, Phrase detail, string advice)
    {
        (Name, Status, Title, Detail, Advice) = (name, status, title, detail, advice);
        Listed.Add(this);
    }

    // 400

    public static ProblemCode InvalidInput { get; } = new("invalid-input", 400, new("Datos no válidos", "Invalid input"),
        new("La solicitud no es válida: vea errors.", "The request is not valid: see errors."),
        "Show each text of `errors` at its field, or texts of your own for the codes in `fields`. The same request is refused again.");

    public static ProblemCode BadRequest { get; } = new("bad-request", 400, new("Solicitud ilegible", "Unreadable request"),
        new("No se pudo leer la solicitud.", "The request could not be read."),
        "Mend the client: the request is not HTTP as the server reads it.");

    // 401

    public static ProblemCode Unauthorized { get; } = new("unauthorized", 401, new("Sin autorización", "Unauthorized"),
        new("Se necesita un token de acceso válido: inicie sesión o renueve el token.", "A valid access token is needed: sign in, or refresh the token."),
        "Get new tokens from POST /auth/refresh and repeat the request once; if that is refused too, let the person sign in.");

    public static ProblemCode WrongCredentials { get; } = new("wrong-credentials", 401, new("Acceso incorrecto", "Wrong credentials"),
        new("El correo o la contraseña no es correcto.", "The email or the password is wrong."),
        "Let the person type both again. Five failures lock the account for a while.");

    public static ProblemCode WrongSecondFactor { get; } = new("wrong-second-factor", 401, new("Código incorrecto", "Wrong code"),
        new("El código no es correcto o ya se usó, o la sesión terminó. Inicie sesión de nuevo.", "The code is wrong or was used before, or the session has ended. Sign in again."),
        "Begin the login anew: a session is good for one code.");

    public static ProblemCode RefreshTokenEnded { get; } = new("refresh-token-ended", 401, new("La sesión terminó", "The session has ended"),
        new("El token de renovación ya no es válido. Inicie sesión de nuevo.", "The refresh token is not valid any more. Sign in again."),
        "Forget the tokens and let the person sign in.");

    public static ProblemCode InvalidApiKey { get; } = new("invalid-api-key", 401, new("Clave de API no válida", "Invalid API key"),
        new("La clave de API no es válida.", "The API key is not valid."),
        "Stop, and tell the operator: the key was mistyped or deleted, has expired, or its maker has lost the right to it.");

    // 403

    public static ProblemCode InsufficientScope { get; } = new("insufficient-scope", 403, new("Permiso insuficiente", "Insufficient scope"),
        new("Los permisos del token no alcanzan para esto.", "The scopes of the token do not allow this."),
        "Do not offer this to the person: `scopes` in GET /auth/me says what the token allows.");

    public static ProblemCode Blocked { get; } = new("blocked", 403, new("Solicitud bloqueada", "Request blocked"),
        new("La solicitud fue rechazada.", "The request was refused."),
        "Wait some minutes: the firewall before the API refuses the request or its address.");

    public static ProblemCode InactiveAccount { get; } = new("inactive-account", 403, new("Cuenta inactiva", "Inactive account"),
        new("La cuenta de este token ya no está activa. No se cambió nada.", "The account that this token acts for is no longer active. Nothing was changed."),
        "Forget the tokens: the account was deactivated, or has another role now.");

    public static ProblemCode ApiKeyEnded { get; } = new("api-key-ended", 403, new("Clave de API terminada", "API key ended"),
        new("La clave de API de este token ya no es válida.", "The API key of this token is not valid any more."),
        "Stop, and tell the operator: the key was deleted or has expired since it got the token.");

    public static ProblemCode PatientReadOnly { get; } = new("patient-read-only", 403, new("Paciente de solo lectura", "Patient read only"),
        new("Su rol no permite cambiar los datos de este paciente.", "Your role may not change this patient."),
        "Show the patient without a way to edit them.");

    public static ProblemCode StaffByAdmin { get; } = new("staff-by-admin", 403, new("Solo para administradores", "For administrators"),
        new("Solo un administrador puede crear o cambiar los datos del personal.", "Staff may be created and changed by an administrator only."),
        "Send the person to an administrator.");

    public static ProblemCode StatusByAdmin { get; } = new("status-by-admin", 403, new("Solo para administradores", "For administrators"),
        new("Solo un administrador puede activar o desactivar una cuenta.", "Accounts may be activated and deactivated by an administrator only."),
        "Send the person to an administrator, or leave `status` out of the change.");

    public static ProblemCode RecordByAdmin { get; } = new("record-by-admin", 403, new("Solo para administradores", "For administrators"),
        new("Solo un administrador puede asignar un expediente a otra persona.", "A record may be given to somebody else by an administrator only."),
        "Send the person to an administrator, or leave `thanatologistId` out of the change.");

    public static ProblemCode ColleaguesAgenda { get; } = new("colleagues-agenda", 403, new("Agenda de un colega", "A colleague's agenda"),
        new("Un tanatólogo cambia solo su propia agenda.", "A thanatologist changes their own agenda only."),
        "Show a colleague's hours without a way to edit them.");

    public static ProblemCode FeedsForStaff { get; } = new("feeds-for-staff", 403, new("Solo para el personal", "For staff"),
        new("Los calendarios con dirección propia son para el personal.", "Calendars with an address of their own are for staff."),
        "Do not offer patients a calendar to subscribe to.");

    public static ProblemCode OwnEmail { get; } = new("own-email", 403, new("Correo propio", "Own email"),
        new("No puede cambiar su propio correo: pídalo a la clínica.", "You cannot change your own email: ask the clinic."),
        "Leave `email` as it is, and send the person to the clinic.");

    public static ProblemCode SecondFactorForStaff { get; } = new("second-factor-for-staff", 403, new("Solo para el personal", "For staff"),
        new("El segundo factor es para el personal.", "The second factor is for staff."),
        "Do not offer a second factor to patients.");

    public static ProblemCode AppointmentByClinic { get; } = new("appointment-by-clinic", 403, new("Solo para la clínica", "For the clinic"),
        new("Los pacientes pueden cancelar sus citas; lo demás lo cambia la clínica.", "Patients may cancel their appointments; the clinic changes the rest."),
        "Offer a patient to cancel alone, and the clinic's phone number for the rest.");

    // 404

    public static ProblemCode NotFound { get; } = new("not-found", 404, new("No encontrado", "Not found"),
        new("No existe ese recurso.", "There is no such resource."),
        "Take it out of what you show: it does not exist, or this caller may not see it.");

    public static ProblemCode PatientNotFound { get; } = new("patient-not-found", 404, new("Paciente no encontrado", "Patient not found"),
        new("No existe ese paciente.", "There is no such patient."),
        "Let the person choose the patient again. For a colleague's patient a session needs `substitute` and a `reason`.");

    public static ProblemCode ThanatologistNotFound { get; } = new("thanatologist-not-found", 404, new("Tanatólogo no encontrado", "Thanatologist not found"),
        new("No existe ese tanatólogo.", "There is no such thanatologist."),
        "Let the person choose the thanatologist again. Thanatologists see their own figures alone.");

    public static ProblemCode NoUser { get; } = new("no-user", 404, new("Sin usuario", "No user"),
        new("Un servicio no tiene usuario.", "A service has no user."),
        "Do not ask for a person's things with the token of an API key or an app client.");

    public static ProblemCode NoSecondFactor { get; } = new("no-second-factor", 404, new("Sin segundo factor", "No second factor"),
        new("No hay un segundo factor.", "There is no second factor."),
        "Show the second factor as off.");

    // 405 to 408

    public static ProblemCode MethodNotAllowed { get; } = new("method-not-allowed", 405, new("Método no permitido", "Method not allowed"),
        new("Este recurso no admite ese método.", "This resource does not know this method."),
        "Mend the client: the header Allow lists the methods.");

    public static ProblemCode NotAcceptable { get; } = new("not-acceptable", 406, new("Formato no disponible", "Not acceptable"),
        new("Este recurso no está disponible en ninguno de los formatos pedidos.", "This resource is not available in any of the formats that were asked for."),
        "Mend the client: `detail` and the OpenAPI document list the media types for Accept.");

    public static ProblemCode RequestTimeout { get; } = new("request-timeout", 408, new("Solicitud incompleta", "Request timeout"),
        new("La solicitud no llegó a tiempo.", "The request did not arrive in time."),
        "Send the request again.");

    // 409

    public static ProblemCode RecordClosed { get; } = new("record-closed", 409, new("Expediente cerrado", "Record closed"),
        new("El expediente del paciente está cerrado: reábralo primero.", "The patient's record is closed: reopen it first."),
        "Offer to reopen the record (PUT /users/{id}/record), then repeat the request.");

    public static ProblemCode NoRecord { get; } = new("no-record", 409, new("Sin expediente", "No record"),
        new("El paciente aún no tiene expediente: ábralo primero.", "The patient has no record yet: open it first."),
        "Offer to open the record (PUT /users/{id}/record), then repeat the request.");

    public static ProblemCode TimeTaken { get; } = new("time-taken", 409, new("Horario ocupado", "Time taken"),
        new("El tanatólogo o el paciente tiene otra cita a esa hora.", "The thanatologist or the patient has another appointment at that time."),
        "Show that the time is gone, read the free times again and let the person choose another; `conflicts` has the times that are taken, or of a series those that could not be had. An override does not help.");

    public static ProblemCode OutsideAvailability { get; } = new("outside-availability", 409, new("Fuera del horario", "Outside availability"),
        new("El tanatólogo no atiende a esa hora.", "The thanatologist has no hours at that time."),
        "Let a patient choose one of the free times. Ask staff whether it is meant, and repeat the request with `override`.");

    public static ProblemCode ThanatologistInactive { get; } = new("thanatologist-inactive", 409, new("Tanatólogo inactivo", "Thanatologist inactive"),
        new("El tanatólogo ya no está activo.", "The thanatologist is no longer active."),
        "Let the person choose another thanatologist.");

    public static ProblemCode PatientInactive { get; } = new("patient-inactive", 409, new("Paciente inactivo", "Patient inactive"),
        new("La cuenta del paciente está inactiva.", "The patient's account is inactive."),
        "Activate the patient's account first, if they are to come again.");

    public static ProblemCode FinalStatus { get; } = new("final-status", 409, new("Cambio no permitido", "Change not allowed"),
        new("En su estado la cita no admite este cambio, o no todavía.", "In its status the appointment does not allow this change, or not yet."),
        "Read the appointment again and offer what its status allows: an end is final, nobody is a no-show before it begins, and nobody arrives before its day.");

    public static ProblemCode AppointmentUnusable { get; } = new("appointment-unusable", 409, new("Cita no utilizable", "Appointment unusable"),
        new("La cita es de otro paciente, está cancelada o ya tiene una sesión.", "The appointment is another patient's, is cancelled, or has a session already."),
        "Let the person choose another appointment of the patient, or write the session without one.");

    public static ProblemCode CancelTooLate { get; } = new("cancel-too-late", 409, new("Demasiado tarde para cancelar", "Too late to cancel"),
        new("La cita ya no se puede cancelar por este medio: llame a la clínica.", "The appointment can no longer be cancelled here: call the clinic."),
        "Show the clinic's phone number in place of the button.");

    public static ProblemCode AgendaFull { get; } = new("agenda-full", 409, new("Agenda llena", "Agenda full"),
        new($"Una agenda tiene a lo más {DynamoAgendaStore.MostBusy} citas por venir.", $"An agenda holds at most {DynamoAgendaStore.MostBusy} appointments to come."),
        "Cancel what is not meant: no agenda of a person comes near the limit.");

    public static ProblemCode AlreadyWaiting { get; } = new("already-waiting", 409, new("Ya en lista de espera", "Already waiting"),
        new("El paciente ya espera un horario con ese tanatólogo.", "The patient waits for a time with that thanatologist already."),
        "Show the entry that there is. To change it, delete it and add another one.");

    public static ProblemCode WaitingListFull { get; } = new("waiting-list-full", 409, new("Lista de espera llena", "Waiting list full"),
        new($"La lista de espera tiene a lo más {DynamoWaitingList.MostEntries} entradas.", $"The waiting list has at most {DynamoWaitingList.MostEntries} entries."),
        "Delete the entries of those who do not wait any more.");

    public static ProblemCode CareFull { get; } = new("care-full", 409, new("Expediente lleno", "Too many entries"),
        new("El paciente tiene ya tantas entradas de este tipo como caben.", "The patient has as many entries of this kind as there is room for."),
        "Change an entry that there is: no patient's care comes near the limit.");

    public static ProblemCode AlertClosed { get; } = new("alert-closed", 409, new("Alerta cerrada", "Alert closed"),
        new("La alerta está cerrada: si hace falta, abra otra.", "The alert is closed: open another one if it is needed."),
        "Show the alert as closed, and offer to open another one.");

    public static ProblemCode TooManyFeeds { get; } = new("too-many-feeds", 409, new("Demasiados calendarios", "Too many calendars"),
        new($"Una persona tiene a lo más {DynamoCalendarFeeds.MostOfOne} calendarios: borre uno que ya no use.", $"A person has at most {DynamoCalendarFeeds.MostOfOne} calendars: delete one that you no longer use."),
        "Show the calendars with `lastUsedAt`, and offer to delete one.");

    public static ProblemCode AlreadyAnswered { get; } = new("already-answered", 409, new("Ya contestado", "Already answered"),
        new("El cuestionario ya se contestó, y sus respuestas no cambian.", "The questionnaire has been answered, and its answers do not change."),
        "Show that it is done, and read GET /care/requests again.");

    public static ProblemCode EmailTaken { get; } = new("email-taken", 409, new("Correo en uso", "Email taken"),
        new("El correo ya está en uso.", "The email is taken."),
        "Ask for another email, or look for the user who has it.");

    public static ProblemCode LastAdmin { get; } = new("last-admin", 409, new("Último administrador", "Last administrator"),
        new("No se puede desactivar al último administrador.", "The last administrator cannot be deactivated."),
        "Have another administrator first.");

    public static ProblemCode OwnAccount { get; } = new("own-account", 409, new("Cuenta propia", "Own account"),
        new("No puede desactivar su propia cuenta.", "You cannot deactivate your own account."),
        "Let another administrator do it.");

    public static ProblemCode IdempotencyKeyReused { get; } = new("idempotency-key-reused", 409, new("Idempotency-Key repetida", "Idempotency-Key reused"),
        new("Esta Idempotency-Key se usó para otra solicitud en las últimas 24 horas.", "This Idempotency-Key was used for another request within the last 24 hours."),
        "Mend the client: every new request takes a new key, and only its repetitions take the same one.");

    public static ProblemCode AccountChanged { get; } = new("account-changed", 409, new("La cuenta cambió", "Account changed"),
        new("Otra solicitud cambió la cuenta al mismo tiempo: empiece de nuevo.", "The account was changed by another request at the same time: begin again."),
        "Begin again with what the person knows now: the other request may have changed the password.");

    public static ProblemCode MessageNotSecure { get; } = new("message-not-secure", 409, new("Mensaje sin cifrar", "Message not secure"),
        new("El mensaje no está guardado cifrado: su texto está en GET /messages/{id}.", "The message is not stored secure: its text is in GET /messages/{id}."),
        "Read the text with GET /messages/{id}.");

    public static ProblemCode SmsOff { get; } = new("sms-off", 409, new("Sin SMS", "No SMS"),
        new("Esta clínica no envía SMS.", "This clinic sends no SMS."),
        "Send a mail instead, and do not offer SMS: the stack has no sender for them.");

    public static ProblemCode SessionFull { get; } = new("session-full", 409, new("Sesión llena", "Session full"),
        new(
            $"Una sesión tiene a lo más {DynamoSessionStore.MostAddenda} adendas y, con ellas, {SessionService.MostBytesOfText} bytes de texto.",
            $"A session has at most {DynamoSessionStore.MostAddenda} addenda and, with them, {SessionService.MostBytesOfText} bytes of text."),
        "Write the addendum to a later session of the patient, or a shorter one.");

    public static ProblemCode NoDraft { get; } = new("no-draft", 409, new("Sin borrador", "No draft"),
        new("No tiene un borrador para ese paciente: ya se usó, se borró o venció.", "You have no draft for that patient: it was taken, deleted or has expired."),
        "Look at the patient's sessions: another device may have written it. Leave out `fromDraft` to write it all the same.");

    public static ProblemCode TooManyDrafts { get; } = new("too-many-drafts", 409, new("Demasiados borradores", "Too many drafts"),
        new($"Una persona tiene a lo más {DynamoDrafts.MostOfOne} borradores: termine o borre alguno.", $"A person has at most {DynamoDrafts.MostOfOne} drafts: finish or delete one."),
        "Show the drafts of GET /sessions/drafts, and offer to finish or delete one.");

    public static ProblemCode SecondFactorExists { get; } = new("second-factor-exists", 409, new("Segundo factor activo", "Second factor exists"),
        new("Ya hay un segundo factor: desactívelo primero.", "A second factor is set up already: turn it off first."),
        "Show the second factor as on, and offer to turn it off.");

    public static ProblemCode SecondFactorNotBegun { get; } = new("second-factor-not-begun", 409, new("Segundo factor sin empezar", "Second factor not begun"),
        new("Ningún secreto espera un código: empiece con POST /auth/mfa/enrol.", "No secret waits for a code: begin with POST /auth/mfa/enrol."),
        "Begin with POST /auth/mfa/enrol: a secret waits 15 minutes for its first code.");

    public static ProblemCode SecondFactorRequired { get; } = new("second-factor-required", 409, new("Segundo factor obligatorio", "Second factor required"),
        new("La clínica exige un segundo factor a sus administradores.", "The clinic requires a second factor of its administrators."),
        "Do not offer administrators to turn it off.");

    // 410 to 415

    public static ProblemCode LinkEnded { get; } = new("link-ended", 410, new("El enlace ya no sirve", "This link has ended"),
        new("Con este enlace ya no se puede responder.", "Nothing can be answered with this link any more."),
        "Nothing: people read it on the page of a reminder's link. Their appointment was moved or cancelled, has begun, or their account is no longer active.");

    public static ProblemCode StaleVersion { get; } = new("stale-version", 412, new("Versión anterior", "Stale version"),
        new("El recurso cambió desde que se leyó. Léalo de nuevo y repita el cambio.", "The resource has changed since it was read. Read it again and repeat the change."),
        "Read the resource again, show the person what is new, and send the change with the new ETag.");

    public static ProblemCode BodyTooLarge { get; } = new("body-too-large", 413, new("Solicitud demasiado grande", "Request too large"),
        new("La solicitud es demasiado grande: un cuerpo tiene a lo más 256 KB.", "The request is too large: a body holds at most 256 KB."),
        "Let the person shorten what they wrote.");

    public static ProblemCode AddressTooLong { get; } = new("address-too-long", 414, new("Dirección demasiado larga", "Address too long"),
        new("La dirección de la solicitud es demasiado larga.", "The address of the request is too long."),
        "Mend the client: no address of the API is so long.");

    public static ProblemCode UnsupportedMediaType { get; } = new("unsupported-media-type", 415, new("Formato no admitido", "Unsupported media type"),
        new("El cuerpo debe ser JSON.", "The body must be JSON."),
        "Mend the client: `detail` and a header list the media types for Content-Type.");

    public static ProblemCode UnsupportedContentEncoding { get; } = new("unsupported-content-encoding", 415, new("Codificación no admitida", "Unsupported content encoding"),
        new("Envíe el cuerpo tal cual, sin Content-Encoding.", "Send the body as it is, without a Content-Encoding."),
        "Mend the client: send the body uncompressed.");

    // 429 and 431

    public static ProblemCode Locked { get; } = new("locked", 429, new("Cuenta bloqueada", "Account locked"),
        new("Demasiados intentos fallidos. Intente más tarde o restablezca la contraseña.", "Too many failed attempts. Try again later, or reset the password."),
        "Say when Retry-After ends, and offer to reset the password, which ends the lock.");

    public static ProblemCode TooManyCodes { get; } = new("too-many-codes", 429, new("Demasiados códigos", "Too many codes"),
        new("Se probaron demasiados códigos. Intente más tarde.", "Too many codes were tried. Try again later."),
        "Say when Retry-After ends.");

    public static ProblemCode ApiKeyPaused { get; } = new("api-key-paused", 429, new("Clave de API en pausa", "API key paused"),
        new("Esta clave de API se rechazó demasiadas veces. Intente más tarde, con la correcta.", "This API key was refused too often. Try again later, with the right one."),
        "Stop repeating it: wait for Retry-After, and have the operator look at the key meanwhile.");

    public static ProblemCode Throttled { get; } = new("throttled", 429, new("Demasiadas solicitudes", "Too many requests"),
        new("Demasiadas solicitudes a la vez. Intente en un momento.", "Too many requests at once. Try again in a moment."),
        "Wait for Retry-After and a random moment more, then repeat the request.");

    public static ProblemCode HeadersTooLarge { get; } = new("headers-too-large", 431, new("Encabezados demasiado grandes", "Headers too large"),
        new("Los encabezados de la solicitud son demasiado grandes.", "The header fields of the request are too large."),
        "Mend the client: it sends too many or too long headers, such as cookies.");

    // 500 and above

    public static ProblemCode InternalError { get; } = new("internal-error", 500, new("Error interno", "Internal error"),
        new("Algo falló en el servidor.", "Something failed at the server."),
        "Apologise, and show `traceId` for the operator. Nothing else is said, not even `detail`. A creation may be repeated with its Idempotency-Key.");

    public static ProblemCode Busy { get; } = new("busy", 503, new("Servicio ocupado", "Service busy"),
        new("El servicio está ocupado. No se cambió nada: intente en un momento.", "The service is busy. Nothing was changed: try again in a moment."),
        "Wait for Retry-After and a random moment more, then repeat the request.");

    public static ProblemCode Unavailable { get; } = new("unavailable", 503, new("Servicio no disponible", "Service unavailable"),
        new("El servicio no está disponible. Intente en un momento.", "The service is unavailable. Try again in a moment."),
        "Wait for Retry-After and a random moment more. Read what the request would have changed before repeating it, or repeat a creation with its Idempotency-Key.");

    public static ProblemCode Timeout { get; } = new("timeout", 504, new("Sin respuesta a tiempo", "Timeout"),
        new("La respuesta tardó demasiado. Consulte antes de repetir un cambio: puede haberse hecho.", "The answer took too long. Ask again before repeating a change: it may have happened."),
        "Read what the request would have changed before repeating it, or repeat a creation with its Idempotency-Key.");

    public static IReadOnlyList<ProblemCode> All => Listed;

    public string Name { get; }

    public int Status { get; }

    public string Type => "urn:clinic:problem:" + Name;

    /// <summary>The kind of problem, in a few words.</summary>
    public Phrase Title { get; }

    /// <summary>What the person is told. A refusal that knows more about its request has a detail of its own.</summary>
    public Phrase Detail { get; }

    /// <summary>What a client should do, for its developers.</summary>
    public string Advice { get; }

    public override string ToString() => Name;
}

/// <summary>Reads and writes problem codes by their names.</summary>
public sealed class ProblemCodeConverter() : NamedConverter<ProblemCode>(ProblemCode.All, code => code.Name);
